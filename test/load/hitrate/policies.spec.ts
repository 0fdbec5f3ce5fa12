import { beladyHits, lru, s3fifo } from './policies';

const keys = Array.from('abcabdabeabcabdxyzabcab');
const hitsOf = (access: (key: string) => boolean): number => keys.filter((key) => access(key)).length;

describe('the compared policies', () => {
  it('hit everything that was seen when there is room for all', () => {
    const most = keys.length - new Set(keys).size;
    expect([hitsOf(lru(100)), hitsOf(s3fifo(100)), beladyHits(keys, 100)]).toEqual([most, most, most]);
  });

  it('come below the best possible one, which knows what comes', () => {
    for (const capacity of [2, 3, 4]) {
      const best = beladyHits(keys, capacity);
      expect(hitsOf(lru(capacity))).toBeLessThanOrEqual(best);
      expect(hitsOf(s3fifo(capacity))).toBeLessThanOrEqual(best);
    }
    expect(beladyHits(keys, 3)).toBeGreaterThan(hitsOf(lru(3)));
    expect(beladyHits(Array.from('aaaa'), 1)).toBe(3);
  });
});
