import { BlockStack } from './block-stack';
import { CodeShield } from './code-shield';
import { HeaderReader } from './header-reader';
import type { LabelNode } from './label-trie';
import { LineHead } from './line-head';
import { MARKER_STARTS, matchMarker } from './marker-matcher';
import type { Marker } from './marker-table';
import type { Outline } from './outline';
import { matchResponsePhrase } from './phrase-matcher';
import { ShieldedMark } from './shielded-mark';
import { TextWindow } from './text-window';
import { isSpace } from './white-space';
import type { WrapperFence } from './wrapper-fence';

const LINE_FEED = 0x0a;
const BACKTICK = 0x60;
const TILDE = 0x7e;
const LOWER_H = 0x68;
/** 1 for the ASCII characters that need a closer look. */
const SPECIAL = new Uint8Array(128);
for (const code of [LINE_FEED, BACKTICK, TILDE, ...MARKER_STARTS]) if (code < 128) SPECIAL[code] = 1;

/**
 * Reads the running text of a reply: labels at the start of lines, markers anywhere, both outside code. Looks at each
 * character a bounded number of times and holds back no more than the longest label or marker.
 */
export class TextReader {
  readonly blocks: BlockStack;
  private readonly shield = new CodeShield();
  private readonly window: TextWindow;
  private readonly shielded: ShieldedMark;
  private readonly lineHead: LineHead;
  private header: HeaderReader | undefined;
  private carry = '';
  private turnEnded = false;

  /** Without `labels` only markers are read. `wrapper` is the fence around the whole reply. */
  constructor(
    private readonly outline: Outline,
    private readonly labels: LabelNode | undefined,
    wrapper?: WrapperFence,
  ) {
    this.blocks = new BlockStack(outline);
    this.window = new TextWindow(outline, this.shield);
    this.window.wrapper = wrapper;
    this.shielded = new ShieldedMark(this.window);
    this.lineHead = new LineHead(this.window, this.blocks, this.shielded, labels);
  }

  /** True when the fence that seemed to be around the reply is a part of it: nothing more is read. */
  get isUnwrapped(): boolean {
    return this.window.wrapper?.isPart(this.window.atEnd && !this.outline.closed) === true;
  }

  /** Number of characters that were taken but not yet understood. */
  get heldBack(): number {
    return this.carry.length;
  }

  /** Reads more text. */
  push(text: string): void {
    this.window.load(this.carry + text);
    this.read();
  }

  /** Reads what was held back, as the end of the reply. */
  finish(): void {
    this.window.atEnd = true;
    this.window.load(this.carry);
    do {
      this.read();
      this.shield.finish();
    } while (this.shielded.end(this.blocks.opaque));
    if (!this.outline.closed) this.blocks.finish();
  }

  private read(): void {
    const { window } = this;
    this.carry = '';
    while (window.at < window.text.length && !this.outline.closed) {
      if (this.step()) continue;
      this.carry = window.text.slice(window.at);
      break;
    }
    window.flush();
    this.shielded.carryOver();
    window.load('');
  }

  /** Reads at least one character. False when more text is needed first. */
  private step(): boolean {
    const { window } = this;
    if (this.header !== undefined) return this.readHeader(this.header);
    const code = window.text.charCodeAt(window.at);
    if (this.turnEnded) return this.skipBehindTurn(code);
    if (window.lineHead && !isSpace(code)) {
      const reading = this.lineHead.read();
      if (reading !== 'text') return reading === 'taken';
    }
    if (code === LINE_FEED) return this.endLine();
    if (code === BACKTICK || code === TILDE) {
      this.shield.tick(code);
      window.at++;
      return true;
    }
    const { emphasis } = this.lineHead;
    if (emphasis !== '' && code === emphasis.charCodeAt(0)) return this.lineHead.readEmphasis();
    if (MARKER_STARTS.has(code)) return this.readMarker(code);
    if (this.blocks.inPhrase && (code | 0x20) === LOWER_H) return this.readResponsePhrase(code);
    window.pass(code);
    if (this.shield.idle && emphasis === '' && !this.blocks.inPhrase && !window.lineHead) this.runOverOrdinary();
    return true;
  }

  private runOverOrdinary(): void {
    const { text } = this.window;
    let i = this.window.at;
    for (; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code < 128 ? SPECIAL[code] === 1 : MARKER_STARTS.has(code)) break;
    }
    this.window.at = i;
  }

  private endLine(): boolean {
    const { window } = this;
    this.shield.settle();
    if (this.shielded.endLine()) return true;
    this.shield.endLine();
    this.shielded.forgetBehindFence();
    window.at++;
    window.lineHead = true;
    this.lineHead.emphasis = '';
    if (this.outline.current.kind === 'question') {
      window.flush();
      this.outline.begin('text');
    }
    return true;
  }

  private readMarker(code: number): boolean {
    const { window } = this;
    const marker = matchMarker(window.text, window.at, window.charBefore, window.atEnd);
    if (marker === 'more') return false;
    if (marker !== null) {
      this.shield.settle();
      if (this.shield.mayEndFence && this.blocks.ends(marker)) {
        // Models close their reasoning on the line of a closing fence, too.
        this.shield.endFence();
      }
      if (this.isShielded(marker)) this.shielded.note();
      else if (!this.shield.inQuote && this.applyMarker(marker)) return true;
    }
    window.pass(code);
    return true;
  }

  /** A quoted mark matters only where it may close reasoning. */
  private isShielded(marker: Marker): boolean {
    const { inCode, inQuote } = this.shield;
    return inCode || (inQuote && marker.action === 'close-thought' && this.blocks.opaque);
  }

  private applyMarker(marker: Marker): boolean {
    const { leads } = this.shield;
    this.window.flush();
    if (this.outline.closed) return true;
    if (marker.action === 'end-of-turn') {
      if (this.labels === undefined) return false;
      this.turnEnded = true;
    } else if (!this.blocks.apply(marker, leads)) return false;
    this.shielded.forgetClosed();
    this.window.take(marker.text.length);
    if (marker.action === 'open-channel' || marker.action === 'harmony-header') this.header = new HeaderReader(marker);
    return true;
  }

  private readHeader(header: HeaderReader): boolean {
    const { window } = this;
    window.drop(header.push(window.text, window.at));
    if (header.state === 'open') return true;
    this.header = undefined;
    if (header.state === 'broken') this.outline.append(header.raw);
    else if (header.isHarmony) this.blocks.openMessage(header.text);
    else this.blocks.openChannel(header.text);
    return true;
  }

  private readResponsePhrase(code: number): boolean {
    const { window } = this;
    const phrase = this.shield.inCode ? 0 : matchResponsePhrase(window.text, window.at, window.atEnd);
    if (phrase === 'more') return false;
    if (phrase > 0) {
      window.take(phrase);
      this.blocks.close();
    } else window.pass(code);
    return true;
  }

  /** The chat template ended the turn: more than white space is a turn that the model invents. */
  private skipBehindTurn(code: number): boolean {
    if (!isSpace(code)) {
      this.outline.warn('runaway_turn');
      this.outline.closed = true;
    }
    this.window.drop(1);
    return true;
  }
}
