import { BlockStack } from './block-stack';
import { CodeShield } from './code-shield';
import { HeaderReader } from './header-reader';
import { matchLabel, type LabelMatch } from './label-matcher';
import { LabelRules } from './label-rules';
import type { LabelNode } from './label-trie';
import { MARKER_STARTS, matchMarker } from './marker-matcher';
import type { Marker } from './marker-table';
import type { Outline, OutlineMark } from './outline';
import { matchResponsePhrase, matchThoughtPhrase } from './phrase-matcher';
import { isSpace } from './white-space';
import type { WrapperFence } from './wrapper-fence';

const LINE_FEED = 0x0a;
const BACKTICK = 0x60;
const TILDE = 0x7e;
/** So often what looked like a code span may turn out to be none before spans are no longer believed. */
const MOST_BROKEN_SPANS = 8;
/** 1 for the ASCII characters that need a closer look. */
const SPECIAL = new Uint8Array(128);
for (const code of [LINE_FEED, BACKTICK, TILDE, ...MARKER_STARTS]) if (code < 128) SPECIAL[code] = 1;

/** A label or marker that code seems to shield. When the code turns out to be none, reading goes on from here. */
interface Shielded {
  mark: OutlineMark;
  /** The span that shields it; undefined for a fence. */
  span: number | undefined;
  lineHead: boolean;
  previous: string;
  /** What was read since, apart from the present buffer. */
  text: string;
  /** Where it stands, or where what was read since goes on, in the present buffer. */
  from: number;
}

/**
 * Reads the running text of a reply: labels at the start of lines, markers anywhere, both outside code. Looks at each
 * character a bounded number of times and holds back no more than the longest label or marker.
 */
export class TextReader {
  readonly blocks: BlockStack;
  private readonly shield = new CodeShield();
  private readonly rules: LabelRules;
  private text = '';
  private at = 0;
  private from = 0;
  private atEnd = false;
  private carry = '';
  private previous = '';
  private lineHead = true;
  private fresh = true;
  private emphasis = '';
  private turnEnded = false;
  private header: HeaderReader | undefined;
  private shielded: Shielded | undefined;
  private brokenSpans = 0;

  /** Without `labels` only markers are read. `wrapper` is the fence around the whole reply. */
  constructor(
    private readonly outline: Outline,
    private readonly labels: LabelNode | undefined,
    private wrapper?: WrapperFence,
  ) {
    this.blocks = new BlockStack(outline);
    this.rules = new LabelRules(outline);
  }

  /** Number of characters that were taken but not yet understood. */
  get heldBack(): number {
    return this.carry.length;
  }

  /** Reads more text. */
  push(text: string): void {
    this.read(this.carry + text);
  }

  /** Reads what was held back, as the end of the reply. */
  finish(): void {
    this.atEnd = true;
    this.read(this.carry);
    while (this.unshieldAtEnd()) this.read(this.text);
    this.blocks.finish();
  }

  private read(text: string): void {
    this.text = text;
    this.at = this.from = 0;
    this.carry = '';
    while (this.at < this.text.length && !this.outline.closed) {
      if (!this.step()) {
        this.flush();
        this.carry = this.text.slice(this.at);
        break;
      }
    }
    this.flush();
    if (this.shielded !== undefined) {
      this.shielded.text += this.text.slice(this.shielded.from, this.at);
      this.shielded.from = 0;
    }
    this.text = '';
    this.at = this.from = 0;
  }

  /** Reads at least one character. False when more text is needed first. */
  private step(): boolean {
    if (this.header !== undefined) return this.readHeader(this.header);
    const code = this.text.charCodeAt(this.at);
    if (this.turnEnded) return this.skipBehindTurn(code);
    if (this.lineHead && !isSpace(code)) {
      const taken = this.readLineHead();
      if (taken !== null) return taken;
      this.lineHead = false;
      this.fresh = false;
    }
    if (code === LINE_FEED) return this.endLine();
    if (code === BACKTICK || code === TILDE) {
      this.shield.tick(code);
      this.at++;
      return true;
    }
    if (this.emphasis !== '' && code === this.emphasis.charCodeAt(0)) return this.readEmphasis();
    if (MARKER_STARTS.has(code)) return this.readMarker(code);
    if (this.blocks.inPhrase && (code | 0x20) === 0x68) return this.readResponsePhrase(code);
    this.shield.pass(code);
    this.at++;
    if (this.shield.idle && this.emphasis === '' && !this.blocks.inPhrase && !this.lineHead) this.runOverOrdinary();
    return true;
  }

  private runOverOrdinary(): void {
    const { text } = this;
    let i = this.at;
    for (; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code < 128 ? SPECIAL[code] === 1 : code === 0x25c1) break;
    }
    this.at = i;
  }

  /** At the first ink of a line. True when something was taken, false when more text is needed, null when it is prose. */
  private readLineHead(): boolean | null {
    const phrase = this.fresh ? matchThoughtPhrase(this.text, this.at, this.atEnd) : 0;
    if (phrase === 'more') return false;
    if (phrase > 0) {
      this.take(phrase);
      this.blocks.openThought('phrase');
      return true;
    }
    if (this.labels === undefined || this.blocks.opaque) return null;
    const match = matchLabel(this.text, this.at, this.labels, this.atEnd);
    if (match === 'more') return false;
    if (match !== null) return this.readLabel(match);
    return this.wrapper === undefined ? null : this.readWrapper(this.wrapper);
  }

  private readLabel(match: LabelMatch): true | null {
    if (this.shield.inFence) {
      this.noteShielded();
      return null;
    }
    if (this.wrapper !== undefined && this.wrapper.pending !== '') this.wrapper = undefined;
    this.flush();
    if (!this.rules.apply(match, this.text.slice(this.at, match.end))) return null;
    this.take(match.end - this.at);
    this.lineHead = false;
    this.fresh = false;
    this.emphasis = match.emphasis;
    return true;
  }

  private readWrapper(wrapper: WrapperFence): boolean | null {
    if (wrapper.pending !== '') {
      this.flush();
      const { pending } = wrapper;
      wrapper.pending = '';
      this.outline.append(pending);
      this.shield.replay(pending);
    }
    if (this.shield.inFence) return null;
    const end = wrapper.matchClosing(this.text, this.at, this.atEnd);
    if (end === 'more') return false;
    if (end === 0) return null;
    this.flush();
    wrapper.pending = this.text.slice(this.at, end);
    this.at = this.from = end;
    return true;
  }

  private endLine(): boolean {
    this.shield.settle();
    if (this.shield.inSpan && this.shielded?.span === this.shield.spanCount) {
      this.unshield(this.shielded);
      return true;
    }
    this.shield.endLine();
    if (this.shielded !== undefined && (this.shielded.span !== undefined || !this.shield.inFence)) {
      this.shielded = undefined;
    }
    this.at++;
    this.lineHead = true;
    this.emphasis = '';
    if (this.outline.current.kind === 'question') {
      this.flush();
      this.outline.begin('text');
    }
    return true;
  }

  /** Drops the emphasis that opened before a label when it closes on the label's line. */
  private readEmphasis(): boolean {
    const { text, at, emphasis } = this;
    let end = at;
    while (end < text.length && end < at + 4 && text.charAt(end) === emphasis.charAt(0)) end++;
    if (end === text.length && end < at + 4 && !this.atEnd) return false;
    const before = this.charBefore();
    if (end - at === emphasis.length && !isSpace(before.charCodeAt(0))) {
      this.take(emphasis.length);
      this.lineHead = false;
      this.emphasis = '';
      return true;
    }
    this.shield.pass(text.charCodeAt(at));
    this.at = end;
    return true;
  }

  private readMarker(code: number): boolean {
    const marker = matchMarker(this.text, this.at, this.charBefore(), this.atEnd);
    if (marker === 'more') return false;
    if (marker !== null) {
      this.shield.settle();
      if (this.shield.active) this.noteShielded();
      else if (this.applyMarker(marker)) return true;
    }
    this.shield.pass(code);
    this.at++;
    return true;
  }

  private applyMarker(marker: Marker): boolean {
    const { leads } = this.shield;
    this.flush();
    if (marker.action === 'end-of-turn') {
      if (this.labels === undefined) return false;
      this.turnEnded = true;
    } else if (!this.blocks.apply(marker, leads)) return false;
    this.take(marker.text.length);
    if (marker.action === 'open-channel' || marker.action === 'harmony-header') this.header = new HeaderReader(marker);
    return true;
  }

  private readHeader(header: HeaderReader): boolean {
    const length = header.push(this.text, this.at);
    this.at = this.from = this.at + length;
    if (header.state === 'open') return true;
    this.header = undefined;
    if (header.state === 'broken') this.outline.append(header.raw);
    else if (header.isHarmony) this.blocks.openMessage(header.text);
    else this.blocks.openChannel(header.text);
    return true;
  }

  private readResponsePhrase(code: number): boolean {
    const phrase = this.shield.active ? 0 : matchResponsePhrase(this.text, this.at, this.atEnd);
    if (phrase === 'more') return false;
    if (phrase > 0) {
      this.take(phrase);
      this.blocks.close();
      return true;
    }
    this.shield.pass(code);
    this.at++;
    return true;
  }

  private skipBehindTurn(code: number): boolean {
    if (!isSpace(code)) {
      this.outline.warn('runaway_turn');
      this.outline.closed = true;
    }
    this.from = ++this.at;
    return true;
  }

  /** Takes characters that are no text: what follows them begins a line. */
  private take(length: number): void {
    this.flush();
    this.previous = this.text.charAt(this.at + length - 1);
    this.at = this.from = this.at + length;
    this.shield.restartLine();
    this.lineHead = true;
  }

  private flush(): void {
    if (this.at === this.from) return;
    const piece = this.text.slice(this.from, this.at);
    this.previous = piece.charAt(piece.length - 1);
    this.from = this.at;
    if (this.wrapper !== undefined && this.wrapper.pending !== '') this.wrapper.pending += piece;
    else this.outline.append(piece);
  }

  private charBefore(): string {
    return this.at > this.from ? this.text.charAt(this.at - 1) : this.previous;
  }

  private noteShielded(): void {
    const span = this.shield.inFence ? undefined : this.shield.spanCount;
    if (this.shielded !== undefined && this.shielded.span === span) return;
    this.flush();
    const { lineHead, previous, at } = this;
    this.shielded = { mark: this.outline.mark(), span, lineHead, previous, text: '', from: at };
  }

  /** Reads again from the first label or marker that a broken span or fence seemed to shield. */
  private unshield(shielded: Shielded): void {
    this.flush();
    this.shielded = undefined;
    this.outline.rewind(shielded.mark);
    if (shielded.text === '') this.at = this.from = shielded.from;
    else {
      this.text = shielded.text + this.text.slice(shielded.from);
      this.at = this.from = 0;
    }
    this.lineHead = shielded.lineHead;
    this.previous = shielded.previous;
    if (shielded.span === undefined) this.shield.giveUpFences();
    else this.shield.giveUpSpans(++this.brokenSpans >= MOST_BROKEN_SPANS);
    this.shield.restartLine(shielded.lineHead);
  }

  private unshieldAtEnd(): boolean {
    this.shield.finish();
    const { shielded, shield } = this;
    if (shielded === undefined || this.outline.closed) return false;
    const broken = shielded.span === undefined ? shield.inFence : shield.inSpan && shielded.span === shield.spanCount;
    if (!broken) return false;
    if (shielded.span === undefined) this.outline.warn('unclosed_fence');
    this.unshield(shielded);
    return true;
  }
}
