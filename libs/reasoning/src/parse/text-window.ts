import type { CodeShield } from './code-shield';
import type { Outline } from './outline';
import type { WrapperFence } from './wrapper-fence';

/** The piece of a reply that is being read, and how far it was read and handed on. */
export class TextWindow {
  text = '';
  /** The character that is read next. */
  at = 0;
  /** True when nothing follows the text. */
  atEnd = false;
  /** True at the beginning of a line, until its first ink was looked at. */
  lineHead = true;
  /** The fence around the whole reply. */
  wrapper: WrapperFence | undefined;
  readonly outline: Outline;
  readonly shield: CodeShield;
  private from = 0;
  private previous = '';

  constructor(outline: Outline, shield: CodeShield) {
    this.outline = outline;
    this.shield = shield;
  }

  /** The character before the present one; empty at the beginning of the reply. */
  get charBefore(): string {
    return this.at > this.from ? this.text.charAt(this.at - 1) : this.previous;
  }

  /** Puts a new piece in place of the one before, which was read to its end. */
  load(text: string): void {
    this.text = text;
    this.at = this.from = 0;
  }

  /** Goes back to a place in the reply: what was handed on since was taken back. */
  jump(at: number, charBefore: string): void {
    this.at = this.from = at;
    this.previous = charBefore;
  }

  /** Reads on over a character that is plain text. */
  pass(code: number): void {
    this.shield.pass(code);
    this.at++;
  }

  /** Hands on the text that was read as content. */
  flush(): void {
    if (this.at === this.from) return;
    const piece = this.text.slice(this.from, this.at);
    this.previous = piece.charAt(piece.length - 1);
    this.from = this.at;
    if (this.wrapper !== undefined && this.wrapper.pending !== '') this.wrapper.pending += piece;
    else this.outline.append(piece);
  }

  /** Leaves out characters that are no content: what follows them begins a line. */
  take(length: number): void {
    this.drop(length);
    this.shield.restartLine();
    this.lineHead = true;
  }

  /** Leaves out characters that are no content, in the middle of a line. */
  drop(length: number): void {
    this.flush();
    if (length > 0) this.previous = this.text.charAt(this.at + length - 1);
    this.at += length;
    this.from = this.at;
  }
}
