import { MetricStream, type Anomaly } from '@app/monitoring';
import { Clock } from '@app/kernel';
import { Injectable, Logger } from '@nestjs/common';
import { MonitoringConfig } from '../config/monitoring-config';
import { JobQueues } from '../jobs/job-queues';
import { MonitoringMetrics } from './monitoring-metrics';

/** The event by which every process hears of an anomaly. */
export const ANOMALY_EVENT = 'anomaly.raised';

const RETRIES = { attempts: 10, backoff: { type: 'exponential', delay: 5_000 } };

/** Tells of an anomaly: the log, every process's live streams, and the webhook, by a job that is tried again. */
@Injectable()
export class AnomalyAlerts {
  private readonly logger = new Logger('Monitoring');

  constructor(
    private readonly stream: MetricStream,
    private readonly queues: JobQueues,
    private readonly metrics: MonitoringMetrics,
    private readonly config: MonitoringConfig,
    private readonly clock: Clock,
  ) {}

  /** Never throws, and waits for nobody. */
  raise(anomaly: Anomaly): void {
    this.metrics.find();
    this.logger.warn(describeAnomaly(anomaly));
    const { id, series } = anomaly;
    const event = { name: ANOMALY_EVENT, kind: 'sum', value: 1, count: 1, tags: { id, series } } as const;
    this.stream.append([{ ...event, time: this.clock.now() }]).catch(() => this.metrics.failToWrite(1));
    if (this.config.webhook === undefined) return;
    this.queues.add('alert-webhook', { anomalyId: id }, { ...RETRIES, jobId: id }).catch(() => {
      this.logger.error(`The webhook is not told of the anomaly ${id}: its job could not be queued.`);
    });
  }
}

/** One sentence. Names of series and tags are sound words; a tag's value may be anything and is quoted. */
export function describeAnomaly({ id, series, value, usual, contributions: [cause], related }: Anomaly): string {
  const blame =
    cause === undefined
      ? ''
      : `, ${Math.round(cause.share * 100)} % of it by ${cause.tag} ${JSON.stringify(cause.value)}`;
  const others = related.length === 0 ? '' : `; also odd: ${related.map((one) => one.series).join(', ')}`;
  return `Anomaly ${id}: ${series} is ${round(value)}, usually about ${round(usual)}${blame}${others}.`;
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
