import { RecentRecord } from './recent-record';
import { ShapeHistory, type ShapeOptions } from './shape-history';

/** How an {@link AnomalyDetector} judges. One setting serves every series; see the lib's README for how it was found. */
export interface DetectorOptions extends ShapeOptions {
  /** Over how many points the strangest stretch so far is remembered. */
  recordSpan: number;
  /** Judged points that are needed before anything is reported. */
  warmUp: number;
  /** How many times the record a stretch has to be to reach the alert score. Above 1. */
  margin: number;
  /** Points after an alert without another one. */
  coolDown: number;
}

/** The setting that is shipped. */
export const DETECTOR_DEFAULTS: Readonly<DetectorOptions> = {
  shapeLength: 20,
  memory: 2_000,
  neighbours: 3,
  recordSpan: 700,
  warmUp: 100,
  margin: 1.05,
  coolDown: 100,
};

/** From this score on a point is an anomaly. */
export const ALERT_SCORE = 0.5;

/** Distances under this share of the value's size are rounding, not shape. */
const ROUNDING = 1e-9;

/** What the detector makes of one point. */
export interface Observation {
  /** 0 (as ever) to 1. {@link ALERT_SCORE} and more is an anomaly; 0 while warming up and cooling down. */
  score: number;
  /**
   * How unlike the past the newest stretch is, as a multiple of the strangest one remembered. Infinity when a series that
   * always repeated itself stops doing so. Undefined while there is too little past.
   */
  strangeness: number | undefined;
}

/**
 * Finds anomalies in a series while it arrives, without looking ahead and without being told its season, scale or trend:
 * the newest stretch is compared with every stretch remembered (a nearest-neighbour, conformal view of anomaly; Burnaev and
 * Ishimtsev 2016, "Conformalized density- and distance-based anomaly detection in time-series data"), and it counts when
 * it is stranger than the strangest of late. A season needs no model: its stretches are alike. A spike, a step, a drop
 * to a flat line and a changed rhythm are all stretches that have no neighbour.
 *
 * One point costs time in proportion to `memory` (well under a tenth of a millisecond as shipped) and 50 KB are kept for a series.
 */
export class AnomalyDetector {
  private readonly options: DetectorOptions;
  private readonly history: ShapeHistory;
  private readonly record: RecentRecord;
  private quietPoints = 0;

  /** Throws `RangeError` for a setting out of range. */
  constructor(options: Partial<DetectorOptions> = {}) {
    this.options = { ...DETECTOR_DEFAULTS, ...options };
    const { shapeLength, memory, neighbours, recordSpan, margin } = this.options;
    if (Math.min(shapeLength, neighbours, recordSpan) < 1 || memory <= shapeLength || margin <= 1)
      throw new RangeError(
        'shapeLength, neighbours and recordSpan are at least 1, memory above shapeLength, margin above 1',
      );
    this.history = new ShapeHistory(this.options);
    this.record = new RecentRecord(recordSpan);
  }

  /**
   * Takes the next value of the series, in order. `leniency` multiplies the margin, from 1; default 1. Throws `RangeError` for what is
   * not a finite number; nothing changes then.
   */
  observe(value: number, leniency = 1): Observation {
    if (!Number.isFinite(value)) throw new RangeError(`a value of a series is a finite number, not ${value}`);
    this.history.push(value);
    const distance = this.history.distance();
    if (distance === undefined) return { score: 0, strangeness: undefined };
    const strangeness = this.strangenessOf(distance > ROUNDING * Math.abs(value) ? distance : 0);
    this.record.push(distance);
    return { score: this.scoreOf(strangeness, leniency), strangeness };
  }

  private strangenessOf(distance: number): number | undefined {
    if (this.record.count < this.options.warmUp) return undefined;
    const record = this.record.value ?? 0;
    if (record > 0) return distance / record;
    return distance > 0 ? Infinity : 0;
  }

  private scoreOf(strangeness: number | undefined, leniency: number): number {
    if (strangeness === undefined) return 0;
    if (this.quietPoints > 0) {
      this.quietPoints--;
      return 0;
    }
    const { margin, coolDown } = this.options;
    const score = strangeness === Infinity ? 1 : strangeness / (strangeness + margin * leniency);
    if (score >= ALERT_SCORE) this.quietPoints = coolDown - 1;
    return score;
  }
}
