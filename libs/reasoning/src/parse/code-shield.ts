import { isSpace } from './white-space';

const BACKTICK = 0x60;
const GREATER_THAN = 0x3e;

/**
 * Follows Markdown code and quotes through a text, character by character, so that labels and markers inside them are
 * left alone. Fences are read as CommonMark 0.31 (section 4.5) has them, with any indent. A code span (section 6.1) ends
 * at the latest with its line; a quote is a line that begins with `>`.
 */
export class CodeShield {
  private fenceChar = 0;
  private fenceLength = 0;
  private openedOnThisLine = false;
  private closing = false;
  private openedAgain = false;
  private spanLength = 0;
  private spans = 0;
  private runChar = 0;
  private runLength = 0;
  private runLeads = false;
  private blank = true;
  private quoted = false;
  private fencesOff = false;
  private quotesOff = false;
  private spansOff = false;
  private spansOffOnThisLine = false;

  get inFence(): boolean {
    return this.fenceChar !== 0;
  }

  get inSpan(): boolean {
    return this.spanLength !== 0;
  }

  /** True inside a fence or a span. */
  get inCode(): boolean {
    return this.fenceChar !== 0 || this.spanLength !== 0;
  }

  /** True on a line that begins with `>`. */
  get inQuote(): boolean {
    return this.quoted;
  }

  /** Number of code spans so far: tells one span from the next. */
  get spanCount(): number {
    return this.spans;
  }

  /** True while only white space stands before the present place on its line. */
  get leads(): boolean {
    return this.blank;
  }

  /** True when ordinary characters change nothing, so that they need not be passed one by one. */
  get idle(): boolean {
    return this.runLength === 0 && !this.blank && !this.closing;
  }

  /** Takes one backtick or tilde. */
  tick(code: number): void {
    if (this.runLength !== 0 && this.runChar !== code) this.endRun();
    if (this.runLength === 0) {
      this.runChar = code;
      this.runLeads = this.blank;
    }
    this.runLength++;
    this.blank = false;
  }

  /** Takes one character that is neither a backtick, a tilde nor a line feed. */
  pass(code: number): void {
    if (this.runLength !== 0) this.endRun();
    if (this.blank && !isSpace(code)) {
      this.blank = false;
      this.quoted = code === GREATER_THAN && this.fenceChar === 0 && !this.quotesOff;
    }
    if (this.closing && !isSpace(code)) {
      this.closing = false;
      this.openedAgain = true;
    }
  }

  /** Takes a line feed. */
  endLine(): void {
    if (this.runLength !== 0) this.endRun();
    if (this.closing) this.endFence();
    this.openedOnThisLine = false;
    this.blank = true;
    this.quoted = false;
    this.spansOffOnThisLine = false;
    this.spanLength = 0;
  }

  /** True right behind what closes the fence if nothing but white space follows on its line. */
  get mayEndFence(): boolean {
    return this.closing;
  }

  /** True once a line in the present fence, or in the one before, looked like the opening of another: this one was left open. */
  get wasLeftOpen(): boolean {
    return this.openedAgain;
  }

  /** Ends the fence here, where its line could end. */
  endFence(): void {
    this.fenceChar = 0;
    this.closing = false;
  }

  /** Ends a run of backticks or tildes, because something else follows. */
  settle(): void {
    if (this.runLength !== 0) this.endRun();
  }

  /** Takes a piece of text whose characters were not passed one by one. */
  replay(text: string): void {
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === 0x0a) this.endLine();
      else if (code === BACKTICK || code === 0x7e) this.tick(code);
      else this.pass(code);
    }
  }

  /** Takes the end of the text. */
  finish(): void {
    if (this.runLength !== 0) this.endRun();
    if (this.closing) this.endFence();
  }

  /** Makes the next character the first of its line again, as after a label or a marker, or not. */
  restartLine(leads = true): void {
    if (this.runLength !== 0) this.endRun();
    this.blank = leads;
    this.quoted = false;
  }

  /** From here on nothing is a fence: the one that opened was never closed. */
  giveUpFences(): void {
    this.fenceChar = 0;
    this.fencesOff = true;
    this.spanLength = 0;
  }

  /** From here on nothing is a quote. */
  giveUpQuotes(): void {
    this.quotesOff = true;
  }

  /** The span that opened on this line was never closed: nothing more on this line is a span. */
  giveUpSpans(forGood: boolean): void {
    this.spanLength = 0;
    this.spansOffOnThisLine = true;
    if (forGood) this.spansOff = true;
  }

  private endRun(): void {
    const length = this.runLength;
    this.runLength = 0;
    if (this.fenceChar !== 0) this.endRunInFence(length);
    else if (this.runLeads && length >= 3 && !this.fencesOff) this.openFence(length);
    else if (this.runChar === BACKTICK) this.endRunOfSpan(length);
  }

  private openFence(length: number): void {
    this.fenceChar = this.runChar;
    this.fenceLength = length;
    this.openedOnThisLine = true;
    this.openedAgain = false;
  }

  private endRunInFence(length: number): void {
    if (this.openedOnThisLine && this.fenceChar === BACKTICK && this.runChar === BACKTICK) {
      // A backtick in the opening line: it is a code span, not a fence.
      this.fenceChar = 0;
      this.openedOnThisLine = false;
      this.spanLength = this.fenceLength;
      this.spans++;
      this.endRunOfSpan(length);
    } else if (this.runLeads && this.runChar === this.fenceChar && length >= this.fenceLength) {
      this.closing = true;
    }
  }

  private endRunOfSpan(length: number): void {
    if (this.spanLength === length) this.spanLength = 0;
    else if (this.spanLength === 0 && !this.spansOff && !this.spansOffOnThisLine) {
      this.spanLength = length;
      this.spans++;
    }
  }
}
