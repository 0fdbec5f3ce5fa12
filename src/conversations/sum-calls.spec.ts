import { sumCalls } from './sum-calls';

describe('sumCalls', () => {
  const exact = {
    usage: { inputTokens: 12, outputTokens: 9, reasoningTokens: 5 },
    costMicroUsd: 114,
    estimated: false,
  };

  it('adds up what was told, and tells nothing of no call', () => {
    expect(sumCalls([])).toBeUndefined();
    expect(sumCalls([exact, { ...exact, usage: { inputTokens: 3, outputTokens: 1 } }])).toEqual({
      inputTokens: 15,
      outputTokens: 10,
      reasoningTokens: 5,
      costMicroUsd: 228,
    });
  });

  it('is an estimate when one is, and has no cost when that of one is not known', () => {
    expect(sumCalls([exact, { ...exact, costMicroUsd: undefined, estimated: true }])).toEqual({
      inputTokens: 24,
      outputTokens: 18,
      reasoningTokens: 10,
      estimated: true,
    });
  });
});
