import type { SpmTokenizer } from './spm-tokenizer';

/** Turns tokens into text as they come; the bytes of a character that is not whole yet are held back. */
export class TokenText {
  private readonly decoder = new TextDecoder();

  constructor(private readonly tokenizer: SpmTokenizer) {}

  /** The text that this token completes; empty while a character is not whole. */
  push(token: number): string {
    return this.decoder.decode(this.tokenizer.bytesOf(token), { stream: true });
  }

  /** What was held back, as U+FFFD. */
  end(): string {
    return this.decoder.decode();
  }
}
