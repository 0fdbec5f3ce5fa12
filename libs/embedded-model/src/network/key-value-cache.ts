import type { LlamaShape } from './llama-shape';
import type { NetworkMemory } from './network-memory';

/** Keys and values of the tokens that were read, by layer. */
export class KeyValueCache {
  readonly keys: readonly Float32Array[];
  readonly values: readonly Float32Array[];
  private count = 0;

  constructor(shape: LlamaShape, memory: NetworkMemory) {
    const size = shape.contextLength * shape.keyHeads * shape.headWidth;
    const layers = Array.from({ length: shape.layers });
    this.keys = layers.map(() => memory.floats(size));
    this.values = layers.map(() => memory.floats(size));
  }

  /** Tokens in it: the position of the next one. */
  get length(): number {
    return this.count;
  }

  /** Makes room for tokens that the network is about to fill in. The caller keeps within the context length. */
  add(count: number): void {
    this.count += count;
  }

  /** Forgets all tokens from `length` on. */
  truncate(length: number): void {
    this.count = Math.min(this.count, length);
  }
}
