import type { LocalEngine } from './local-engine';

/** Tokens before a piece that decide about its leading space. */
const CONTEXT_TOKENS = 4;
/** A character that lacks its last byte shows as at most this many replacement characters. */
const MOST_OPEN = 3;
/** Broken bytes that never become a character are let go after this many tokens. */
const MOST_HELD_TOKENS = 32;
const OPEN_END = new RegExp(`\uFFFD{1,${MOST_OPEN}}$`);

/** Turns tokens into text as they come, holding back the end of a text that stops inside a character. */
export class TokenText {
  private readonly seen: number[] = [];
  private held: number[] = [];
  /** How much of the text of `held` was given out. */
  private given = 0;

  constructor(private readonly engine: Pick<LocalEngine, 'detokenize'>) {}

  /** The text that this token completes; empty while a character is not whole. */
  push(token: number): string {
    this.held.push(token);
    const text = this.engine.detokenize(this.held, this.seen);
    const whole = this.held.length < MOST_HELD_TOKENS ? text.replace(OPEN_END, '') : text;
    const piece = whole.slice(this.given);
    this.given = Math.max(this.given, whole.length);
    if (whole === text) this.settle();
    return piece;
  }

  /** Text that was held back. */
  end(): string {
    const text = this.held.length === 0 ? '' : this.engine.detokenize(this.held, this.seen).slice(this.given);
    this.settle();
    return text;
  }

  private settle(): void {
    this.seen.push(...this.held);
    this.seen.splice(0, this.seen.length - CONTEXT_TOKENS);
    this.held = [];
    this.given = 0;
  }
}
