import { bootstrapMean } from './bootstrap-mean';
import { areaUnderRoc, calibrate } from './calibration';
import { mcNemarExact } from './mcnemar-exact';
import { countPairs } from './paired-counts';
import { pairedDifference } from './paired-difference';
import { quantile } from './quantile';
import { wilsonInterval } from './wilson-interval';

describe('wilsonInterval', () => {
  // Table I of Newcombe 1998 (Statistics in Medicine 17:857-872), method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('gives the published interval of %d out of %d', (successes, total, lower, upper) => {
    const interval = wilsonInterval(successes, total)!;

    expect(interval.value).toBe(successes / total);
    expect(interval.lower).toBeCloseTo(lower, 4);
    expect(interval.upper).toBeCloseTo(upper, 4);
  });

  it('mirrors and ends exactly at 1 when everything is right', () => {
    expect(wilsonInterval(20, 20)).toMatchObject({ value: 1, upper: 1 });
    expect(wilsonInterval(20, 20)!.lower).toBeCloseTo(1 - 0.1611, 4);
  });

  it('is unknown without questions', () => {
    expect(wilsonInterval(0, 0)).toBeUndefined();
  });
});

describe('pairedDifference', () => {
  // Airway hyper-responsiveness, Bentur et al. 2009, in Fagerland, Lydersen and Laake 2014 (Statistics in Medicine 33:2850-2875).
  it('gives the published interval of the Newcombe method', () => {
    const difference = pairedDifference({ both: 1, onlyFirst: 7, onlySecond: 1, neither: 12 })!;

    expect(difference.value).toBeCloseTo(-0.286, 3);
    expect(difference.lower).toBeCloseTo(-0.507, 3);
    expect(difference.upper).toBeCloseTo(-0.026, 3);
  });

  // Table 6.2 of Altman, Machin, Bryant and Gardner 2000 (Statistics with Confidence).
  it('gives the published interval when no question is lost', () => {
    const difference = pairedDifference({ both: 14, onlyFirst: 0, onlySecond: 5, neither: 22 })!;

    expect(difference.value).toBeCloseTo(0.122, 3);
    expect(difference.lower).toBeCloseTo(0.011, 3);
    expect(difference.upper).toBeCloseTo(0.226, 3);
  });

  it('turns its sign with the order of the runs', () => {
    const one = pairedDifference({ both: 40, onlyFirst: 5, onlySecond: 20, neither: 35 })!;
    const other = pairedDifference({ both: 40, onlyFirst: 20, onlySecond: 5, neither: 35 })!;

    expect(other.value).toBeCloseTo(-one.value, 12);
    expect(other.lower).toBeCloseTo(-one.upper, 12);
    expect(other.upper).toBeCloseTo(-one.lower, 12);
  });

  it('stays within -1 and 1, and is unknown without questions', () => {
    const all = pairedDifference({ both: 0, onlyFirst: 0, onlySecond: 8, neither: 0 })!;

    expect(all.value).toBe(1);
    expect(all.upper).toBe(1);
    expect(all.lower).toBeGreaterThan(0);
    expect(pairedDifference({ both: 0, onlyFirst: 0, onlySecond: 0, neither: 0 })).toBeUndefined();
  });

  it('counts pairs into the four cells', () => {
    const pairs = [
      [true, true],
      [true, false],
      [true, false],
      [false, true],
      [false, false],
    ] as const;

    expect(countPairs(pairs)).toEqual({ both: 1, onlyFirst: 2, onlySecond: 1, neither: 1 });
  });
});

describe('mcNemarExact', () => {
  // The first is the airway example: 0.070 in Fagerland, Lydersen and Laake 2013 (BMC Medical Research Methodology 13:91).
  it.each([
    [7, 1, 0.0703125],
    [1, 7, 0.0703125],
    [0, 6, 0.03125],
    [4, 4, 1],
    [0, 0, 1],
    [86, 150, 3.7e-5],
  ])('for %d against %d gives %d', (onlyFirst, onlySecond, p) => {
    expect(mcNemarExact({ onlyFirst, onlySecond })).toBeCloseTo(p, 6);
  });

  it('stays a number for very many differences', () => {
    const p = mcNemarExact({ onlyFirst: 40_000, onlySecond: 40_100 });

    expect(p).toBeGreaterThan(0.7);
    expect(p).toBeLessThan(0.75);
    expect(mcNemarExact({ onlyFirst: 0, onlySecond: 5000 })).toBe(0);
  });
});

describe('quantile', () => {
  it.each([
    [[15, 20, 35, 40, 50], 0.4, 29],
    [[1, 2, 3, 4], 0.5, 2.5],
    [[4, 3, 2, 1], 0.95, 3.85],
    [[7], 0.95, 7],
  ])('of %j at %d is %d', (values, at, expected) => {
    expect(quantile(values, at)).toBeCloseTo(expected, 12);
  });

  it('is unknown without values', () => {
    expect(quantile([], 0.5)).toBeUndefined();
  });
});

describe('bootstrapMean', () => {
  it('comes close to the normal interval for many values, and repeats with its seed', () => {
    const values = Array.from({ length: 400 }, (_, i) => 1 + (i % 5));
    const { value, lower, upper } = bootstrapMean(values, 1)!;
    const half = 1.96 * Math.sqrt(2 / values.length);

    expect(value).toBe(3);
    expect(lower).toBeCloseTo(3 - half, 1);
    expect(upper).toBeCloseTo(3 + half, 1);
    expect(bootstrapMean(values, 1)).toEqual({ value, lower, upper });
  });

  it('is unknown without values and a point for equal ones', () => {
    expect(bootstrapMean([], 1)).toBeUndefined();
    expect(bootstrapMean([4, 4, 4], 1)).toEqual({ value: 4, lower: 4, upper: 4 });
  });
});

describe('areaUnderRoc', () => {
  // Table I of Hanley and McNeil 1982 (Radiology 143:29-36): ratings 1 to 5 of 58 normal and 51 abnormal images.
  it('gives the published area of the rating example', () => {
    const ratings = (counts: number[], correct: boolean) =>
      counts.flatMap((count, i) => Array.from({ length: count }, () => ({ confidence: i + 1, correct })));
    const area = areaUnderRoc([...ratings([33, 6, 6, 11, 2], false), ...ratings([3, 2, 2, 11, 33], true)]);

    expect(area).toBeCloseTo(0.893, 3);
  });

  it('is 1 for a perfect order, 0 for the reverse, a half when nothing is told apart', () => {
    const rated = (right: number, wrong: number) => [
      { confidence: right, correct: true },
      { confidence: wrong, correct: false },
    ];

    expect(areaUnderRoc(rated(0.9, 0.1))).toBe(1);
    expect(areaUnderRoc(rated(0.1, 0.9))).toBe(0);
    expect(areaUnderRoc(rated(0.5, 0.5))).toBe(0.5);
    expect(areaUnderRoc([{ confidence: 1, correct: true }])).toBeUndefined();
  });
});

describe('calibrate', () => {
  it('weights the gaps of the bins by their answers', () => {
    const answers = [
      ...Array.from({ length: 8 }, (_, i) => ({ confidence: 0.8, correct: i < 4 })),
      ...Array.from({ length: 2 }, () => ({ confidence: 0.3, correct: true })),
    ];
    const calibration = calibrate(answers)!;

    // (8 × |0.5 − 0.8| + 2 × |1 − 0.3|) / 10
    expect(calibration.ece).toBeCloseTo(0.38, 12);
    expect(calibration.brier).toBeCloseTo((4 * 0.04 + 4 * 0.64 + 2 * 0.49) / 10, 12);
    expect(calibration.bins.filter(({ count }) => count > 0)).toEqual([
      { from: 0.2, to: 0.3, count: 2, accuracy: 1, meanConfidence: 0.3 },
      { from: 0.7, to: 0.8, count: 8, accuracy: 0.5, meanConfidence: expect.closeTo(0.8, 12) },
    ]);
  });

  it.each([
    [0, 0],
    [0.1, 0],
    [0.7, 6],
    [0.700001, 7],
    [1, 9],
  ])('puts a confidence of %d into bin %d', (confidence, index) => {
    expect(calibrate([{ confidence, correct: true }])!.bins.findIndex(({ count }) => count === 1)).toBe(index);
  });

  it('is 0 for a perfectly calibrated set and unknown for an empty one', () => {
    const answers = Array.from({ length: 10 }, (_, i) => ({ confidence: 0.7, correct: i < 7 }));

    expect(calibrate(answers)!.ece).toBeCloseTo(0, 12);
    expect(calibrate([])).toBeUndefined();
  });
});
