import { randomNumbers } from './random-numbers';

/** How the next token is chosen. */
export interface SamplingOptions {
  /** 0 takes the most probable token each time; above, probabilities are flattened by it. Default 0. */
  temperature?: number;
  /** Only the most probable tokens that together have at least this probability (Holtzman et al. 2019, arXiv:1904.09751). Default 1. */
  topP?: number;
  /** Only so many of the most probable tokens. Default: all. */
  topK?: number;
  /** The same seed, prompt and options give the same reply. Default: another one each time. */
  seed?: number;
}

/** Draws tokens from logits. One instance per reply. */
export class TokenSampler {
  private readonly random: () => number;
  private readonly order: Int32Array;
  private readonly probabilities: Float64Array;

  constructor(
    private readonly options: SamplingOptions,
    vocabulary: number,
    private readonly mayBeDrawn: (token: number) => boolean,
  ) {
    this.random = options.seed === undefined ? Math.random : randomNumbers(options.seed);
    this.order = Int32Array.from({ length: vocabulary }, (_, token) => token).filter(mayBeDrawn);
    this.probabilities = new Float64Array(vocabulary);
  }

  /** Draws one token by the logits `[vocabulary]`. */
  draw(logits: Float32Array): number {
    const { temperature = 0 } = this.options;
    return temperature <= 0 ? this.mostProbable(logits) : this.drawn(logits, temperature);
  }

  private mostProbable(logits: Float32Array): number {
    let best = -1;
    let highest = -Infinity;
    for (let token = 0; token < logits.length; token++) {
      if ((logits[token] as number) > highest && this.mayBeDrawn(token)) {
        highest = logits[token] as number;
        best = token;
      }
    }
    return best;
  }

  private drawn(logits: Float32Array, temperature: number): number {
    const { topK = Infinity, topP = 1 } = this.options;
    const { order, probabilities } = this;
    order.sort((a, b) => (logits[b] as number) - (logits[a] as number) || a - b);
    const highest = logits[order[0] as number] as number;
    const most = Math.min(order.length, Math.max(1, topK));
    let total = 0;
    for (let i = 0; i < most; i++) {
      const probability = Math.exp(((logits[order[i] as number] as number) - highest) / temperature);
      probabilities[i] = probability;
      total += probability;
    }
    let kept = 0;
    let mass = 0;
    while (kept < most && (kept === 0 || mass < topP * total)) mass += probabilities[kept++] as number;
    let left = this.random() * mass;
    for (let i = 0; i < kept; i++) {
      left -= probabilities[i] as number;
      if (left < 0) return order[i] as number;
    }
    return order[kept - 1] as number;
  }
}
