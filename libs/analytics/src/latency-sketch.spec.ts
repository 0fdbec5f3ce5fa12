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
      fc.property(durations, fc.double({ min: 0, max: 1, noNaN: true }), (all, share) => {
        const sorted = [...all].sort((one, other) => one - other);
        const exact = sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
        const found = quantileOf(sketchOf(all), share) ?? 0;
        expect(Math.abs(found - exact)).toBeLessThanOrEqual(0.0201 * exact + 0.01);
      }),
    );
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
