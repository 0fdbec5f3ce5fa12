import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  ALERT_SCORE,
  AnomalyDetector,
  checkMetricEvent,
  MetricStream,
  MonitoringStore,
  type MetricEvent,
} from '@app/monitoring';
import { AppError, Clock } from '@app/kernel';
import { Injectable } from '@nestjs/common';
import { MonitoringConfig } from '../config/monitoring-config';
import { answered } from '../http/errors/answered';
import type { AnomaliesQueryDto, AnomalyDto, DetectionDto, SeriesDto, SeriesQueryDto } from './dto/anomalies.dto';
import type { MetricsDto, MetricsQueryDto, NewMetricEventDto } from './dto/metrics.dto';
import { MonitoringMetrics } from './monitoring-metrics';

const DEFAULT_WINDOW_SECONDS = 300;
const DEFAULT_LIMIT = 2_000;
const DEFAULT_PAGE = 50;
const DEFAULT_SERIES_SECONDS = 86_400;
/** Values judged before others get their turn: about five milliseconds. */
const DETECT_STEP = 100;
const AWAY = 'Metric events are kept in Redis, which does not answer now. Try again in a moment.';

/** Answers questions about what was measured and what was odd, and takes measurements from outside. */
@Injectable()
export class MonitoringService {
  constructor(
    private readonly stream: MetricStream,
    private readonly store: MonitoringStore,
    private readonly metrics: MonitoringMetrics,
    private readonly config: MonitoringConfig,
    private readonly clock: Clock,
  ) {}

  /** Throws `storage_unavailable` while Redis is away. */
  async events(query: MetricsQueryDto): Promise<MetricsDto> {
    const to = this.clock.now();
    const from = to - (query.windowSeconds ?? DEFAULT_WINDOW_SECONDS) * 1000;
    const { name, limit = DEFAULT_LIMIT } = query;
    const events = await answered(this.stream.window({ from, limit, ...(name === undefined ? {} : { name }) }), AWAY);
    return { from, to, events, gaps: this.metrics.counts };
  }

  /** Throws `invalid_parameter`, and `storage_unavailable` while Redis is away. */
  async take(events: readonly NewMetricEventDto[]): Promise<void> {
    const now = this.clock.now();
    const taken = events.map(({ name, value, kind = 'mean', tags = {}, time = now }, index): MetricEvent => {
      if (Object.values(tags).some((text) => typeof text !== 'string')) {
        throw new AppError('invalid_parameter', 'A tag has a text.', { param: `events[${index}].tags` });
      }
      const event = { name, kind, value, count: 1, tags, time };
      checkMetricEvent(event, `events[${index}]`);
      return event;
    });
    await answered(this.stream.append(taken), AWAY);
  }

  anomalies({ limit = DEFAULT_PAGE, ...query }: AnomaliesQueryDto): Promise<AnomalyDto[]> {
    return this.store.anomalies({ ...query, limit });
  }

  /** Throws `not_found`. */
  async anomaly(id: string): Promise<AnomalyDto> {
    return (await this.store.anomaly(id)) ?? notFound();
  }

  async series({ name, windowSeconds = DEFAULT_SERIES_SECONDS }: SeriesQueryDto): Promise<SeriesDto> {
    const to = this.clock.now();
    const from = to - windowSeconds * 1000;
    const { intervalMs } = this.config;
    const names = await this.store.series(from);
    if (name === undefined) return { names, intervalMs };
    const [points, anomalies] = await Promise.all([
      this.store.points(name, from, to),
      this.store.anomalies({ series: name, limit: 200 }),
    ]);
    return {
      names,
      intervalMs,
      points: points.map(({ start, value }) => ({ start, value })),
      anomalies: anomalies.filter(({ at }) => at >= from),
    };
  }

  /** Judges a series that is given whole, as if it came value by value. */
  async detect(values: readonly number[]): Promise<DetectionDto> {
    const detector = new AnomalyDetector();
    const scores: number[] = [];
    for (const value of values) {
      scores.push(detector.observe(value).score);
      if (scores.length % DETECT_STEP === 0) await nextTurn();
    }
    const anomalies = scores.flatMap((score, index) => (score >= ALERT_SCORE ? [index] : []));
    return { scores, alertScore: ALERT_SCORE, anomalies };
  }
}

function notFound(): never {
  throw new AppError('not_found', 'There is no anomaly of this id. GET /api/v1/monitoring/anomalies lists them.');
}
