import { accountOf } from './account-of';

describe('the account of an answer', () => {
  const rowOf = (name: string, ...given: Parameters<typeof accountOf>): string | undefined =>
    new Map(accountOf(...given)).get(name);

  it('has no cost where it failed and no model was asked', () => {
    expect(rowOf('Cost', { timings: { totalMs: 3 } }, 'failed')).toBeUndefined();
    expect(rowOf('Cost', { timings: { totalMs: 3 } }, 'stopped')).toBe('not known');
    expect(rowOf('Cost', { usage: { inputTokens: 3 } }, 'failed')).toBe('not known');
    expect(rowOf('Cost', { usage: {} }, 'finished')).toBe('not known');
    expect(rowOf('Cost', { usage: { costMicroUsd: 0 } }, 'finished')).toBe('free');
  });

  it('says what the cache saved, unless that is nothing', () => {
    const saved = (savedMicroUsd: number): string | undefined =>
      rowOf('Cache', { cache: { status: 'hit', layer: 'memory', savedMicroUsd } }, 'finished');
    expect(saved(114)).toBe('hit, memory, $0.00011 saved');
    expect(saved(0)).toBe('hit, memory');
  });
});
