import { ALERT_SCORE, AnomalyDetector } from './anomaly-detector';

const DAY = 96;

/** A daily rhythm with reproducible noise. */
function rhythm(index: number): number {
  const noise = ((index * 7_919) % 101) / 101 - 0.5;
  return 100 + 30 * Math.sin((2 * Math.PI * index) / DAY) + 4 * noise;
}

/** Where a series alerts. */
function alertsOf(values: readonly number[]): number[] {
  const detector = new AnomalyDetector();
  return values.flatMap((value, index) => (detector.observe(value).score >= ALERT_SCORE ? [index] : []));
}

const CALM = Array.from({ length: 1_500 }, (_, index) => rhythm(index));

describe('AnomalyDetector', () => {
  it('says nothing of a season', () => {
    expect(alertsOf(CALM).filter((index) => index > 3 * DAY)).toEqual([]);
  });

  it.each<[string, (value: number, index: number) => number]>([
    ['a spike', (value, index) => (index === 1_200 ? 400 : value)],
    ['a drop to nothing', (value, index) => (index >= 1_200 ? 0 : value)],
    ['a step', (value, index) => (index >= 1_200 ? value + 60 : value)],
    ['a flat line at a usual height', (value, index) => (index >= 1_200 ? 100 : value)],
    ['another rhythm', (value, index) => (index >= 1_200 ? 100 + 30 * Math.sin(index) : value)],
  ])('finds %s within a shape, once', (_name, change) => {
    const alerts = alertsOf(CALM.map(change)).filter((index) => index > 3 * DAY && index < 1_300);
    expect(alerts).toHaveLength(1);
    expect(alerts[0]).toBeGreaterThanOrEqual(1_200);
    expect(alerts[0]).toBeLessThan(1_200 + DAY / 2);
  });

  it('judges alike whatever the scale', () => {
    const spike = CALM.map((value, index) => (index === 1_200 ? 400 : value));
    expect(alertsOf(spike.map((value) => value * 1e6))).toEqual(alertsOf(spike));
    expect(alertsOf(spike.map((value) => value * 1e-6))).toEqual(alertsOf(spike));
  });

  it('never looks ahead: the scores of a beginning do not depend on what follows', () => {
    const scoresOf = (values: readonly number[]): number[] => {
      const detector = new AnomalyDetector();
      return values.map((value) => detector.observe(value).score);
    };
    const other = [...CALM.slice(0, 700), ...CALM.slice(700).map((value) => value * 9)];
    expect(scoresOf(other).slice(0, 700)).toEqual(scoresOf(CALM).slice(0, 700));
  });

  it('says nothing of a constant, and everything of the first change', () => {
    const constant = Array.from({ length: 500 }, () => 45);
    expect(alertsOf(constant)).toEqual([]);
    const detector = new AnomalyDetector();
    for (const value of constant) detector.observe(value);
    expect(detector.observe(46)).toEqual({ score: 1, strangeness: Infinity });
  });

  it('takes rounding for no change', () => {
    const detector = new AnomalyDetector();
    for (let index = 0; index < 500; index++) detector.observe(0.3);
    expect(detector.observe(0.1 + 0.2).score).toBe(0);
  });

  it('refuses what is no number and goes on as if it had not come', () => {
    const detector = new AnomalyDetector();
    const untouched = new AnomalyDetector();
    for (const value of CALM.slice(0, 400)) {
      untouched.observe(value);
      detector.observe(value);
      expect(() => detector.observe(NaN)).toThrow(RangeError);
    }
    expect(detector.observe(500)).toEqual(untouched.observe(500));
  });

  it('refuses settings that make no sense', () => {
    expect(() => new AnomalyDetector({ margin: 1 })).toThrow(RangeError);
    expect(() => new AnomalyDetector({ memory: 20 })).toThrow(RangeError);
    expect(() => new AnomalyDetector({ neighbours: 0 })).toThrow(RangeError);
  });
});
