import type { ReasoningOutcome } from '../reasoning-strategy';

/**
 * How likely the model found its whole reply: the product of the probabilities of its tokens. It says how sure an answer is where
 * the form of replies is fixed, so that another reply is mostly another answer, as for the model in the box; models that word
 * freely report no log-probabilities to us.
 */
export class ReplyLikelihood {
  private sum: number | undefined = 0;
  private isEmpty = true;

  /** Takes the log-probabilities of a piece of text in. A piece without any makes the whole unknown. */
  add(logProbs: readonly number[] | undefined): void {
    this.isEmpty = false;
    if (logProbs === undefined) this.sum = undefined;
    else if (this.sum !== undefined) for (const logProb of logProbs) this.sum += logProb;
  }

  /** The likelihood as a confidence, 0 to 100; no fields where it is unknown. */
  confidence(): Pick<ReasoningOutcome, 'confidence' | 'confidenceSource'> {
    if (this.isEmpty || this.sum === undefined) return {};
    return { confidence: Math.round(Math.exp(this.sum) * 100), confidenceSource: 'logprob' };
  }
}
