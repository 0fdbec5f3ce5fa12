import { SystemClock, type Clock } from '@app/kernel';
import type { ModelPrice, ModelUsage } from '@app/model';
import type { ModelEntry } from '../catalogue/model-entry';
import { costMicroUsd } from './cost-micro-usd';
import { PublishedPrices } from './published-prices';

/** What calls cost: a configured price first, then the catalogue's, then the vendor's published one. */
export class PriceBook {
  private readonly published = new PublishedPrices();

  constructor(private readonly clock: Clock = new SystemClock()) {}

  /** US dollars per million tokens for a call now with a prompt of that many tokens. Undefined when unknown. */
  priceOf({ descriptor, source, longPromptPrice }: ModelEntry, inputTokens = 0): ModelPrice | undefined {
    if (longPromptPrice !== undefined && inputTokens > longPromptPrice.aboveInputTokens) return longPromptPrice.price;
    if (descriptor.price !== undefined || source !== 'vendor') return descriptor.price;
    return this.published.find(descriptor.provider, descriptor.upstreamName, inputTokens, this.clock.now());
  }

  /** Which list the price is from. Undefined when there is none. */
  versionOf(entry: ModelEntry): string | undefined {
    if (this.priceOf(entry) === undefined) return undefined;
    const isConfigured = entry.descriptor.price !== undefined || entry.source !== 'vendor';
    return isConfigured ? 'configured' : this.published.version;
  }

  /** Whole micro-dollars of one call that ended now. Undefined when a price or a needed count is unknown. */
  costMicroUsd(entry: ModelEntry, usage: ModelUsage): number | undefined {
    return costMicroUsd(this.priceOf(entry, usage.inputTokens), usage);
  }
}
