import { ALERT_SCORE, AnomalyDetector, type DetectorOptions } from '../detect/anomaly-detector';
import type { OddSeries } from './anomaly';
import type { IntervalTable } from './interval-table';
import { UsualValues } from './usual-values';
import type { SeriesValue, WatchedSeries } from './watched-series';

/** Watches one series: its detector, what it usually is, and who contributes. */
export class SeriesWatch {
  private readonly detector: AnomalyDetector;
  private readonly usual = new UsualValues();

  constructor(
    readonly definition: WatchedSeries,
    options: Partial<DetectorOptions> = {},
  ) {
    this.detector = new AnomalyDetector(options);
  }

  /** Learns a value of the past, without judging it. */
  learn(value: SeriesValue): void {
    this.detector.observe(value.value);
    this.usual.learn(value);
  }

  /** Judges the value of an interval and learns it. Returns the value, and what is odd about it when something is. */
  judge(table: IntervalTable, leniency: number): { value: SeriesValue | undefined; odd?: OddSeries } {
    const value = this.definition.valueOf(table);
    if (value === undefined || !Number.isFinite(value.value)) return { value: undefined };
    const { score, strangeness } = this.detector.observe(value.value, leniency);
    const usual = this.usual.value;
    const contributions = score >= ALERT_SCORE ? this.usual.contributionsTo(value) : [];
    this.usual.learn(value);
    if (score < ALERT_SCORE || usual === undefined || !this.definition.matters(table)) return { value };
    const odd: OddSeries = {
      series: this.definition.name,
      value: value.value,
      usual,
      strangeness: strangeness === undefined || strangeness === Infinity ? null : strangeness,
      score,
      contributions,
    };
    return { value, odd };
  }
}
