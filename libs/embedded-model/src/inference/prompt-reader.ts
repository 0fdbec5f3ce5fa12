import { KeyValueCache } from '../network/key-value-cache';
import type { LlamaNetwork } from '../network/llama-network';
import { BATCH } from '../network/multiply';
import { logProbability } from '../sampling/log-probability';

/** A prompt that was read. */
export interface ReadPrompt {
  tokens: readonly number[];
  /** Natural log-probabilities of the prompt's tokens from the second on, each given those before it. */
  logProbs: readonly number[];
}

/**
 * Reads prompts into the cache, batch by batch, and measures how expected each token was. The prompt that was read last is
 * remembered: asked again, as when several replies to one question are drawn, only its last token is read.
 */
export class PromptReader {
  readonly cache: KeyValueCache;
  private last: ReadPrompt | undefined;

  constructor(private readonly network: LlamaNetwork) {
    this.cache = new KeyValueCache(network.shape);
  }

  /** Yields between batches, so that a caller can give up; returns the prompt. Afterwards the cache holds all but its last token. */
  *read(tokens: readonly number[]): Generator<undefined, ReadPrompt> {
    const end = tokens.length - 1;
    if (this.last !== undefined && sameTokens(this.last.tokens, tokens)) {
      this.cache.truncate(end);
      return this.last;
    }
    this.last = undefined;
    this.cache.truncate(0);
    const { vocabulary } = this.network.shape;
    const logProbs: number[] = [];
    for (let at = 0; at < end; at += BATCH) {
      const batch = tokens.slice(at, Math.min(at + BATCH, end));
      const logits = this.network.read(batch, this.cache);
      batch.forEach((_, i) => {
        logProbs.push(logProbability(logits, tokens[at + i + 1] as number, i * vocabulary, vocabulary));
      });
      yield;
    }
    this.last = { tokens, logProbs };
    return this.last;
  }
}

function sameTokens(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((token, i) => token === b[i]);
}
