import type { LlamaShape } from './llama-shape';

/**
 * Rotates pairs of neighbouring values by an angle that grows with the position (RoPE: Su et al. 2021, arXiv:2104.09864,
 * section 3.4). Angles are computed once for all positions.
 */
export class RotaryPositions {
  /** [positions x pairs] */
  private readonly cosines: Float32Array;
  private readonly sines: Float32Array;
  private readonly pairs: number;

  constructor({ contextLength, rotatedWidth, ropeBase }: LlamaShape) {
    const pairs = (this.pairs = rotatedWidth / 2);
    this.cosines = new Float32Array(contextLength * pairs);
    this.sines = new Float32Array(contextLength * pairs);
    for (let position = 0; position < contextLength; position++) {
      for (let pair = 0; pair < pairs; pair++) {
        const angle = position * ropeBase ** ((-2 * pair) / rotatedWidth);
        this.cosines[position * pairs + pair] = Math.cos(angle);
        this.sines[position * pairs + pair] = Math.sin(angle);
      }
    }
  }

  /** Rotates the head that begins at `start`, in place. */
  rotate(values: Float32Array, start: number, position: number): void {
    const { pairs, cosines, sines } = this;
    const from = position * pairs;
    for (let pair = 0; pair < pairs; pair++) {
      const at = start + 2 * pair;
      const even = values[at] as number;
      const odd = values[at + 1] as number;
      const cosine = cosines[from + pair] as number;
      const sine = sines[from + pair] as number;
      values[at] = even * cosine - odd * sine;
      values[at + 1] = even * sine + odd * cosine;
    }
  }
}
