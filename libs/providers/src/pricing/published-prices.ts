import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { ModelPrice } from '@app/model';

type PriceList = Pick<typeof import('@pydantic/genai-prices'), 'calcPrice'>;
type PublishedPrice = NonNullable<ReturnType<PriceList['calcPrice']>>['model_price'][string];

type PriceFields = Record<string, PublishedPrice>;

/** Prices change with the hour at most; looking one up costs up to 2 ms. */
const KEEP_MS = 60_000;
const PACKAGE = '@pydantic/genai-prices';

/**
 * The list prices of the vendors, from the data that `@pydantic/genai-prices` ships (no network). Loading it takes about
 * 60 ms and 12 MB, so it happens on first use.
 */
export class PublishedPrices {
  private list: PriceList | undefined;
  private read: string | undefined;
  /** By vendor and model; as many as there are models. */
  private readonly known = new Map<string, { readAt: number; prices: PriceFields | undefined }>();

  /**
   * The price of one call at that time, epoch milliseconds. It can depend on the length of the prompt (tokens, 0 when
   * unknown) and on the time of day. Undefined for a model that the list does not know.
   */
  find(vendor: string, model: string, inputTokens: number, atMs: number): ModelPrice | undefined {
    const prices = this.pricesOf(vendor, model, atMs);
    const read = (name: string): number | undefined => tierPrice(prices?.[name], inputTokens);
    const [input, output] = [read('input_mtok'), read('output_mtok')];
    if (input === undefined || output === undefined) return undefined;
    const [cachedInput, cacheWrite] = [read('cache_read_mtok'), read('cache_write_mtok')];
    return {
      input,
      output,
      ...(cachedInput === undefined ? {} : { cachedInput }),
      ...(cacheWrite === undefined ? {} : { cacheWrite }),
    };
  }

  /** Which data that is, such as `genai-prices 0.1.8`. */
  get version(): string {
    return (this.read ??= readVersion());
  }

  private pricesOf(vendor: string, model: string, atMs: number): PriceFields | undefined {
    const key = `${vendor}/${model}`;
    const kept = this.known.get(key);
    if (kept !== undefined && Math.abs(atMs - kept.readAt) < KEEP_MS) return kept.prices;
    this.list ??= createRequire(__filename)(PACKAGE) as PriceList;
    const found = this.list.calcPrice({ input_tokens: 0 }, model, { providerId: vendor, timestamp: new Date(atMs) });
    const prices = found?.model_price;
    this.known.set(key, { readAt: atMs, prices });
    return prices;
  }
}

/** A tier holds for the whole call once its prompt is longer than the tier's start. */
function tierPrice(price: PublishedPrice, inputTokens: number): number | undefined {
  if (price === undefined || typeof price === 'number') return price;
  return price.tiers.reduce((current, tier) => (inputTokens > tier.start ? tier.price : current), price.base);
}

/** The package does not export its own description. */
function readVersion(): string {
  const entry = createRequire(__filename).resolve(PACKAGE);
  const { version } = JSON.parse(readFileSync(join(dirname(entry), '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  return `genai-prices ${version}`;
}
