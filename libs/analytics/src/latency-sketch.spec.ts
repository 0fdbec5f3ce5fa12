import fc from 'fast-check';
import { addToSketch, mergeSketch, quantileOf, slotOf, type LatencySketch } from './latency-sketch';

function sketchOf(durations: readonly number[]): LatencySketch {
  const sketch: LatencySketch = new Map();
  for (const ms of durations) addToSketch(sketch, slotOf(ms), 1);
  return sketch;
}

const durations = fc.array(fc.double({ min: 0.02, max: 1e7, noNaN: true }), { minLength: 1, maxLength: 200 });

describe('the latency sketch', () => {
  it('knows any quantile within 2 %', () => {
    fc.assert(
      fc.property(durations, fc.integer({ min: 1, max: 1_000 }), (all, perMille) => {
        const sorted = [...all].sort((one, other) => one - other);
        const exact = sorted[Math.ceil((perMille * sorted.length) / 1_000) - 1] ?? 0;
        const found = quantileOf(sketchOf(all), perMille / 1_000) ?? 0;
        expect(Math.abs(found - exact)).toBeLessThanOrEqual(0.0201 * exact + 0.01);
      }),
    );
  });

  it.each([
    [[31], { 0: 31, 0.5: 31, 0.99: 31, 1: 31 }],
    [[10, 180], { 0: 10, 0.5: 10, 0.51: 180, 0.95: 180, 0.99: 180 }],
    [[180, 31, 2], { 0: 2, 0.5: 31, 0.66: 31, 0.67: 180, 0.95: 180, 0.99: 180, 1: 180 }],
    [[1, 2, 4, 8], { 0.25: 1, 0.5: 2, 0.75: 4, 0.76: 8 }],
    // 0.07 * 100 is a little more than 7 in floating point.
    [[...Array.from({ length: 7 }, () => 5), ...Array.from({ length: 93 }, () => 50)], { 0.07: 5, 0.08: 50 }],
  ])('takes the smallest of few that is enough for the share: %j', (all, expected) => {
    for (const [share, ms] of Object.entries(expected)) {
      const found = quantileOf(sketchOf(all), Number(share)) ?? 0;
      expect(Math.abs(found - ms)).toBeLessThanOrEqual(0.0201 * ms + 0.01);
    }
  });

  it('is the same merged as counted together', () => {
    fc.assert(
      fc.property(durations, durations, (one, other) => {
        const merged = sketchOf(one);
        mergeSketch(merged, sketchOf(other));
        expect(merged).toEqual(sketchOf([...one, ...other]));
      }),
    );
  });

  it('takes whatever a clock may say', () => {
    for (const ms of [0, -5, Number.MAX_SAFE_INTEGER, Infinity]) {
      expect(quantileOf(sketchOf([ms]), 0.5)).toBeGreaterThanOrEqual(0);
    }
    expect(quantileOf(new Map(), 0.5)).toBeUndefined();
  });
});
