import type { KeyValueCache } from '../network/key-value-cache';
import type { LlamaNetwork } from '../network/llama-network';
import { BATCH } from '../network/network-memory';

/**
 * Reads prompts into the cache, batch by batch. The prompt that was read last is remembered: asked again, as when several
 * replies to one question are drawn, it is not read again.
 */
export class PromptReader {
  readonly cache: KeyValueCache;
  private last: readonly number[] = [];

  constructor(private readonly network: LlamaNetwork) {
    this.cache = network.newCache();
  }

  /** Yields between batches, so that a caller can give up. Afterwards the cache holds all of the prompt but its last token. */
  *read(tokens: readonly number[]): Generator<undefined, void> {
    const end = tokens.length - 1;
    const isKnown = sameTokens(this.last, tokens);
    this.last = [];
    this.cache.truncate(isKnown ? end : 0);
    for (let at = this.cache.length; at < end; at += BATCH) {
      this.network.fill(tokens.slice(at, Math.min(at + BATCH, end)), this.cache);
      yield;
    }
    this.last = tokens;
  }
}

function sameTokens(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((token, i) => token === b[i]);
}
