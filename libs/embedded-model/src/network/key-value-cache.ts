import type { LlamaShape } from './llama-shape';

/**
 * Keys and values of the tokens that were read, by layer, and which tokens these were. A prompt that begins like the one before
 * is not read again.
 */
export class KeyValueCache {
  readonly keys: readonly Float32Array[];
  readonly values: readonly Float32Array[];
  private readonly tokens: number[] = [];

  constructor(readonly shape: LlamaShape) {
    const size = shape.contextLength * shape.keyHeads * shape.headWidth;
    const layers = Array.from({ length: shape.layers });
    this.keys = layers.map(() => new Float32Array(size));
    this.values = layers.map(() => new Float32Array(size));
  }

  /** Tokens in it: the position of the next one. */
  get length(): number {
    return this.tokens.length;
  }

  /** Notes tokens that the network is about to fill in. The caller keeps within the context length. */
  add(tokens: readonly number[]): void {
    this.tokens.push(...tokens);
  }

  /** Forgets all tokens from `length` on. */
  truncate(length: number): void {
    this.tokens.length = Math.min(this.tokens.length, length);
  }

  /** How many tokens at its beginning are those of `prompt`. */
  commonLength(prompt: readonly number[]): number {
    let common = 0;
    while (common < this.tokens.length && this.tokens[common] === prompt[common]) common++;
    return common;
  }
}
