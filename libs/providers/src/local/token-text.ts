import type { LocalEngine } from './local-engine';

/** No character needs more tokens than it has bytes; what is still broken then is really broken. */
const MOST_HELD_TOKENS = 4;
/** Tokens before a piece that decide about its leading space. */
const CONTEXT_TOKENS = 4;

/** Turns tokens into text as they come, holding back those that end inside a character. */
export class TokenText {
  private readonly seen: number[] = [];
  private held: number[] = [];

  constructor(private readonly engine: Pick<LocalEngine, 'detokenize'>) {}

  /** The text that this token completes; empty while a character is not whole. */
  push(token: number): string {
    this.held.push(token);
    const text = this.engine.detokenize(this.held, this.seen);
    if (text.endsWith('\uFFFD') && this.held.length < MOST_HELD_TOKENS) return '';
    this.settle();
    return text;
  }

  /** Text of the tokens that were held back. */
  end(): string {
    const text = this.held.length === 0 ? '' : this.engine.detokenize(this.held, this.seen);
    this.settle();
    return text;
  }

  private settle(): void {
    this.seen.push(...this.held);
    this.seen.splice(0, this.seen.length - CONTEXT_TOKENS);
    this.held = [];
  }
}
