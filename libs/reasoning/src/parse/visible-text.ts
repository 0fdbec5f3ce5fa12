import { CodeShield } from './code-shield';

/** Stands in the place of each character that does not count. No search looks for it. */
const COVERED = 0;
const LINE_FEED = 0x0a;
const BACKTICK = 0x60;
const TILDE = 0x7e;

/**
 * A text of the same length in which what stands inside code or a quote is covered. A fence that never closes and a span
 * that its line does not close are none, as for labels. Linear in the length of the text.
 */
export function visibleText(text: string): string {
  if (!/[`~>]/.test(text)) return text;
  const shield = new CodeShield();
  const units = new Uint16Array(text.length);
  const openFence = cover(text, 0, units, shield);
  if (openFence !== undefined) {
    shield.giveUpFences();
    shield.restartLine();
    cover(text, openFence, units, shield);
  }
  return Buffer.from(units.buffer).toString('utf16le');
}

/** Reads on from the beginning of a line. Gives where the fence opens that is not closed. */
function cover(text: string, from: number, units: Uint16Array, shield: CodeShield): number | undefined {
  let fenceFrom: number | undefined;
  let lineFrom = from;
  let spanFrom = from;
  const endLine = (end: number): void => {
    shield.settle();
    if (shield.inSpan) for (let i = spanFrom; i < end; i++) units[i] = text.charCodeAt(i);
  };
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const { inFence, inSpan } = shield;
    if (code === LINE_FEED) {
      endLine(i);
      shield.endLine();
    } else if (code === BACKTICK || code === TILDE) shield.tick(code);
    else shield.pass(code);
    if (!inFence && shield.inFence) fenceFrom = lineFrom;
    if (!inSpan && shield.inSpan) spanFrom = i;
    if (code === LINE_FEED) lineFrom = i + 1;
    units[i] = (shield.inCode || shield.inQuote) && code !== LINE_FEED ? COVERED : code;
  }
  endLine(text.length);
  shield.finish();
  return shield.inFence ? fenceFrom : undefined;
}
