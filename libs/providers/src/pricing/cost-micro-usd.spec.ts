import fc from 'fast-check';
import { costMicroUsd } from './cost-micro-usd';

const PRICE = { input: 3, output: 15, cachedInput: 0.3, cacheWrite: 3.75 };
const tokens = fc.nat({ max: 2_000_000 });
/** List prices have at most four decimals. */
const price = fc.nat({ max: 1_000_000 }).map((n) => n / 10_000);

describe('costMicroUsd', () => {
  it('prices plain, cached and written input and the output apart', () => {
    const usage = { inputTokens: 1000, cachedInputTokens: 400, cacheWriteTokens: 100, outputTokens: 200 };

    expect(costMicroUsd(PRICE, usage)).toBe(500 * 3 + 400 * 0.3 + 100 * 3.75 + 200 * 15);
  });

  it('prices reasoning as the output it is part of', () => {
    expect(costMicroUsd(PRICE, { inputTokens: 0, outputTokens: 10, reasoningTokens: 8 })).toBe(150);
  });

  it('prices cached input as input where it has no price of its own', () => {
    const usage = { inputTokens: 10, cachedInputTokens: 4, cacheWriteTokens: 3, outputTokens: 0 };

    expect(costMicroUsd({ input: 2, output: 1 }, usage)).toBe(20);
  });

  it.each([
    [undefined, { inputTokens: 1, outputTokens: 1 }],
    [PRICE, { outputTokens: 1 }],
    [PRICE, { inputTokens: 1 }],
  ])('is unknown for the price %j and the usage %j', (known, usage) => {
    expect(costMicroUsd(known, usage)).toBeUndefined();
  });

  it('does not need a count that costs nothing', () => {
    expect(costMicroUsd({ input: 0, output: 0 }, {})).toBe(0);
    expect(costMicroUsd({ input: 0, output: 2 }, { outputTokens: 3 })).toBe(6);
  });

  it.each([
    [0.5, 1, 1],
    [0.49, 1, 0],
    [0.15, 10, 2],
    [1.005, 100, 101],
  ])('rounds %d micro-dollars times %i half up to %i', (perToken, count, cost) => {
    expect(costMicroUsd({ input: perToken, output: 0 }, { inputTokens: count })).toBe(cost);
  });

  it('equals exact decimal arithmetic for any price and usage', () => {
    fc.assert(
      fc.property(price, price, tokens, tokens, (input, output, inputTokens, outputTokens) => {
        const exact =
          BigInt(Math.round(input * 10_000)) * BigInt(inputTokens) +
          BigInt(Math.round(output * 10_000)) * BigInt(outputTokens);

        expect(costMicroUsd({ input, output }, { inputTokens, outputTokens })).toBe(Number((exact + 5000n) / 10_000n));
      }),
    );
  });

  it('is a whole number that never falls when a count grows', () => {
    fc.assert(
      fc.property(price, price, tokens, tokens, tokens, (input, output, inputTokens, outputTokens, more) => {
        const before = costMicroUsd({ input, output }, { inputTokens, outputTokens })!;
        const after = costMicroUsd({ input, output }, { inputTokens, outputTokens: outputTokens + more })!;

        expect(Number.isInteger(before)).toBe(true);
        expect(after).toBeGreaterThanOrEqual(before);
      }),
    );
  });

  it('never costs more for reading the prompt from a cheaper cache', () => {
    fc.assert(
      fc.property(price, tokens, tokens, (input, a, b) => {
        const [cachedInputTokens, inputTokens] = [Math.min(a, b), Math.max(a, b)];
        const cheaper = { input, output: 0, cachedInput: input / 2 };

        expect(costMicroUsd(cheaper, { inputTokens, cachedInputTokens })!).toBeLessThanOrEqual(
          costMicroUsd(cheaper, { inputTokens })!,
        );
      }),
    );
  });
});
