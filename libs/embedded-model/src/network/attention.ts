import type { LlamaShape } from './llama-shape';

/** Scaled dot-product attention over the cache; several heads may share keys and values (Ainslie et al. 2023, arXiv:2305.13245). */
export class Attention {
  /** [positions] */
  private readonly scores: Float32Array;
  private readonly scale: number;

  constructor(private readonly shape: LlamaShape) {
    this.scores = new Float32Array(shape.contextLength);
    this.scale = 1 / Math.sqrt(shape.headWidth);
  }

  /**
   * Mixes the values of positions 0 to `position` into `out`, for all heads of the token whose query begins at `start`;
   * `out` has the layout of `query`.
   */
  mix(out: Float32Array, query: Float32Array, cached: { keys: Float32Array; values: Float32Array }, at: At): void {
    const { heads, keyHeads, headWidth } = this.shape;
    const stride = keyHeads * headWidth;
    for (let head = 0; head < heads; head++) {
      const from = at.start + head * headWidth;
      const shared = Math.floor((head * keyHeads) / heads) * headWidth;
      const total = this.score(query, from, { keys: cached.keys, shared, stride, position: at.position });
      out.fill(0, from, from + headWidth);
      for (let position = 0; position <= at.position; position++) {
        const weight = (this.scores[position] as number) / total;
        const value = position * stride + shared;
        for (let i = 0; i < headWidth; i++) {
          out[from + i] = (out[from + i] as number) + weight * (cached.values[value + i] as number);
        }
      }
    }
  }

  /** Fills the scores, as exponentials of their distance to the highest, and returns their sum. */
  private score(
    query: Float32Array,
    from: number,
    { keys, shared, stride, position: last }: { keys: Float32Array; shared: number; stride: number; position: number },
  ): number {
    const { headWidth } = this.shape;
    let highest = -Infinity;
    for (let position = 0; position <= last; position++) {
      const key = position * stride + shared;
      let sum = 0;
      for (let i = 0; i < headWidth; i++) sum += (query[from + i] as number) * (keys[key + i] as number);
      const score = sum * this.scale;
      this.scores[position] = score;
      if (score > highest) highest = score;
    }
    let total = 0;
    for (let position = 0; position <= last; position++) {
      const exponential = Math.exp((this.scores[position] as number) - highest);
      this.scores[position] = exponential;
      total += exponential;
    }
    return total;
  }
}

interface At {
  /** Where the token's query begins. */
  start: number;
  /** The token's own position, the last one it attends to. */
  position: number;
}
