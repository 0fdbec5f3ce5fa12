import { ManualClock } from '@app/testing';
import type { ModelEntry } from '../catalogue/model-entry';
import { PriceBook } from './price-book';

function entryOf(provider: string, name: string, more: Partial<ModelEntry['descriptor']> = {}): ModelEntry {
  return {
    source: 'vendor',
    descriptor: {
      id: `${provider}/${name}`,
      provider,
      upstreamName: name,
      aliases: [],
      reasoning: { control: 'none' },
      tools: true,
      temperature: true,
      rank: 1,
      ...more,
    },
  };
}

const at = (iso: string): PriceBook => new PriceBook(new ManualClock(Date.parse(iso)));

describe('PriceBook', () => {
  it('knows the published price of a vendor’s model, without a network', () => {
    expect(at('2026-11-20T12:00:00Z').priceOf(entryOf('anthropic', 'claude-opus-5-5'))).toEqual({
      input: 4,
      output: 20,
      cachedInput: 0.2,
      cacheWrite: 5,
    });
  });

  it('charges a long prompt at its own published price', () => {
    const book = at('2026-11-20T12:00:00Z');
    const entry = entryOf('openai', 'gpt-5.5');

    expect(book.costMicroUsd(entry, { inputTokens: 100_000, outputTokens: 0 })).toBe(500_000);
    expect(book.costMicroUsd(entry, { inputTokens: 300_000, outputTokens: 0 })).toBe(3_000_000);
  });

  it('charges by the time of day where the vendor does', () => {
    const entry = entryOf('deepseek', 'deepseek-v4-pro');

    expect(at('2026-11-23T12:00:00Z').priceOf(entry)).toMatchObject({ input: 0.66 });
    expect(at('2026-11-23T02:00:00Z').priceOf(entry)).toMatchObject({ input: 1.32 });
  });

  it('lets a configured price win', () => {
    const entry = entryOf('openai', 'gpt-5.5', { price: { input: 1, output: 2 } });

    expect(at('2026-11-20T12:00:00Z').priceOf(entry)).toEqual({ input: 1, output: 2 });
  });

  it('charges a long prompt at the catalogue’s own price', () => {
    const price = { input: 1, output: 2 };
    const entry: ModelEntry = {
      ...entryOf('openai', 'x', { price }),
      longPromptPrice: { aboveInputTokens: 10, price: { input: 9, output: 9 } },
    };
    const book = at('2026-11-20T12:00:00Z');

    expect([book.priceOf(entry, 10), book.priceOf(entry, 11)]).toEqual([price, { input: 9, output: 9 }]);
  });

  it('knows nothing of unpriced endpoints and unknown models', () => {
    const book = at('2026-11-20T12:00:00Z');

    expect(book.priceOf({ ...entryOf('openai', 'gpt-5.5'), source: 'endpoint' })).toBeUndefined();
    expect(book.priceOf(entryOf('openai', 'no-such-model'))).toBeUndefined();
  });
});
