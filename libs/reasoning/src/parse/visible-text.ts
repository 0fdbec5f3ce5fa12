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
  // A comparison, as `>= 5` behind a label.
  if (/^\s*>[^\s>]/.test(text)) shield.restartLine(false);
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
  for (let i = from; i <= text.length; i++) {
    const { inFence, spanCount } = shield;
    const code = i < text.length ? text.charCodeAt(i) : LINE_FEED;
    if (code === LINE_FEED) shield.settle();
    else if (code === BACKTICK || code === TILDE) shield.tick(code);
    else shield.pass(code);
    if (!inFence && shield.inFence) fenceFrom = lineFrom;
    // A backtick in the line that opens a fence makes a span of it.
    if (shield.spanCount !== spanCount) spanFrom = inFence ? lineFrom : i;
    if (code === LINE_FEED) {
      // The line did not close the span, so it was none.
      if (shield.inSpan) copy(text, spanFrom, i, units);
      if (i === text.length) break;
      shield.endLine();
      lineFrom = i + 1;
    }
    units[i] = (shield.inCode || shield.inQuote) && code !== LINE_FEED ? COVERED : code;
  }
  shield.finish();
  return shield.inFence ? fenceFrom : undefined;
}

function copy(text: string, from: number, to: number, units: Uint16Array): void {
  for (let i = from; i < to; i++) units[i] = text.charCodeAt(i);
}
