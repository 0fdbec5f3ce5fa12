import type { ModelPrice, ModelUsage } from '@app/model';

/** Prices carry at most this many decimals of a micro-dollar per token; arithmetic on them is exact. */
const DECIMALS = 9;
const SCALE = 10n ** BigInt(DECIMALS);

/**
 * What a call cost, in whole micro-dollars, rounded half up once at the end. A price in US dollars per million tokens is
 * the price of one token in micro-dollars. Reasoning tokens are part of the output; tokens read from and written to the
 * provider's prompt cache are parts of the input with prices of their own. Undefined when the price, or a count that has
 * a price, is unknown; a count of cached tokens that was not reported means that none were.
 */
export function costMicroUsd(price: ModelPrice | undefined, usage: ModelUsage): number | undefined {
  if (price === undefined) return undefined;
  const { input, output, cachedInput = input, cacheWrite = input } = price;
  const cached = usage.cachedInputTokens ?? 0;
  const written = usage.cacheWriteTokens ?? 0;
  const plain = usage.inputTokens === undefined ? undefined : Math.max(usage.inputTokens - cached - written, 0);
  let scaled = 0n;
  for (const [tokens, perToken] of [
    [plain, input],
    [cached, cachedInput],
    [written, cacheWrite],
    [usage.outputTokens, output],
  ] as const) {
    if (perToken === 0) continue;
    if (tokens === undefined) return undefined;
    scaled += BigInt(Math.round(tokens)) * BigInt(Math.round(perToken * Number(SCALE)));
  }
  return Number((scaled + SCALE / 2n) / SCALE);
}
