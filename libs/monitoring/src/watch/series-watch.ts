import { ALERT_SCORE, AnomalyDetector } from '../detect/anomaly-detector';
import type { OddSeries } from './anomaly';
import type { IntervalTable } from './interval-table';
import { UsualValues } from './usual-values';
import type { SeriesValue, WatchedSeries } from './watched-series';

/** Watches one series: its detector, what it usually is, and who contributes. */
export class SeriesWatch {
  /** The silence is kept here: an oddity that does not matter must not hide one that does. */
  private readonly detector = new AnomalyDetector({ coolDown: 1 });
  private readonly usual = new UsualValues();
  private silentUntil = -Infinity;

  /** `coolDownMs`: after an anomaly that was told there is silence for so long. */
  constructor(
    readonly definition: WatchedSeries,
    private readonly coolDownMs: number,
  ) {}

  /** Learns a value of the past, without judging it. */
  learn(value: SeriesValue): void {
    this.detector.observe(value.value);
    this.usual.learn(value);
  }

  /** Notes that an anomaly was told, of the interval that began then (epoch milliseconds). */
  noteTold(start: number): void {
    this.silentUntil = Math.max(this.silentUntil, start + this.coolDownMs);
  }

  /** Judges the value of an interval and learns it. Returns the value, and what is odd about it when something is. */
  judge(table: IntervalTable, leniency: number): { value: SeriesValue | undefined; odd?: OddSeries } {
    const value = this.definition.valueOf(table);
    if (value === undefined || !Number.isFinite(value.value)) return { value: undefined };
    const { score, strangeness } = this.detector.observe(value.value, leniency);
    const usual = this.usual.value;
    const isOdd = score >= ALERT_SCORE && table.start >= this.silentUntil;
    const contributions = isOdd ? this.usual.contributionsTo(value) : [];
    this.usual.learn(value);
    if (!isOdd || usual === undefined || !this.definition.matters(table, usual)) return { value };
    this.noteTold(table.start);
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
