import type { LlamaShape } from './llama-shape';
import type { NetworkMemory } from './network-memory';

/** Scaled dot-product attention over the cache; several heads may share keys and values (Ainslie et al. 2023, arXiv:2305.13245). */
export class Attention {
  /** [positions] */
  private readonly scores: Float32Array;
  private readonly scale: number;

  constructor(
    private readonly shape: LlamaShape,
    private readonly memory: NetworkMemory,
  ) {
    this.scores = memory.floats(shape.contextLength);
    this.scale = 1 / Math.sqrt(shape.headWidth);
  }

  /**
   * Mixes the values of positions 0 to `position` into `out`, for all heads of the token whose query begins at `start`;
   * `out` has the layout of `query`.
   */
  mix(out: Float32Array, query: Float32Array, cached: { keys: Float32Array; values: Float32Array }, at: At): void {
    const { heads, keyHeads, headWidth: width } = this.shape;
    const positions = at.position + 1;
    const stride = keyHeads * width;
    for (let head = 0; head < heads; head++) {
      const part = { start: at.start + head * width, width };
      const start = Math.floor((head * keyHeads) / heads) * width;
      this.memory.score(this.scores, query, part, { cache: cached.keys, start, stride, positions });
      this.toShares(positions);
      this.memory.mix(out, part, this.scores, { cache: cached.values, start, stride, positions });
    }
  }

  /** Softmax over the scores. */
  private toShares(positions: number): void {
    const { scores, scale } = this;
    let highest = -Infinity;
    for (let i = 0; i < positions; i++) if ((scores[i] as number) > highest) highest = scores[i] as number;
    let total = 0;
    for (let i = 0; i < positions; i++) {
      const exponential = Math.exp(((scores[i] as number) - highest) * scale);
      scores[i] = exponential;
      total += exponential;
    }
    for (let i = 0; i < positions; i++) scores[i] = (scores[i] as number) / total;
  }
}

interface At {
  /** Where the token's query begins. */
  start: number;
  /** The token's own position, the last one it attends to. */
  position: number;
}
