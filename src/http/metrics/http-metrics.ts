import { Counter, Gauge, Histogram } from 'prom-client';
import type { FinishedRequest } from '../logging/request-log';
import type { OpenStreams } from '../sse/open-streams';
import { existingMetric } from './existing-metric';
import { CounterTally, handOverTallies, HistogramTally } from './tally';

const LABELS = ['method', 'route', 'status'] as const;
/** Seconds: from a cached answer to a long chain of thought. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];
/** Methods that have a label of their own; any other is `other`, so that clients cannot make series. */
const METHODS = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']);

/** One series of a request's labels. */
interface Series {
  requests: CounterTally;
  seconds: HistogramTally;
}

/** The HTTP metrics. Labels take route patterns and status codes only, so their number is bounded. */
export class HttpMetrics {
  private readonly series = new Map<string, Series>();
  private readonly requests = counter('http_requests_total', 'Requests answered or abandoned.', LABELS);
  private readonly seconds = histogram(
    'http_request_duration_seconds',
    'From the headers of a request to the end of its answer.',
  );
  private readonly open = gauge('http_open_streams', 'Event streams that are open.', []);
  private readonly dropped = counter('http_dropped_streams_total', 'Event streams dropped, by reason.', ['reason']);
  /** How many drops {@link dropped} holds already. */
  private readonly counted = new Map<string, number>();

  constructor(private readonly streams: OpenStreams) {}

  /** Counts a request that is over. */
  observe({ method, route, status, durationMs, outcome }: FinishedRequest): void {
    const shownStatus = outcome === 'client_gone' ? '499' : String(status);
    const shownMethod = METHODS.has(method) ? method : 'other';
    const key = `${shownMethod} ${route} ${shownStatus}`;
    let series = this.series.get(key);
    if (series === undefined) {
      const labels = { method: shownMethod, route, status: shownStatus };
      series = {
        requests: new CounterTally(this.requests, labels),
        seconds: new HistogramTally(this.seconds, labels),
      };
      this.series.set(key, series);
    }
    series.requests.inc();
    series.seconds.observe(durationMs / 1000);
  }

  /** Brings the numbers of streams up to date. To be called before a scrape. */
  refresh(): void {
    this.open.set(this.streams.count);
    for (const [reason, count] of Object.entries(this.streams.dropped)) {
      this.dropped.inc({ reason }, count - (this.counted.get(reason) ?? 0));
      this.counted.set(reason, count);
    }
  }
}

function counter(name: string, help: string, labelNames: readonly string[]): Counter {
  return existingMetric(name, () => new Counter({ name, help, labelNames: [...labelNames], collect: handOverTallies }));
}

function gauge(name: string, help: string, labelNames: readonly string[]): Gauge {
  return existingMetric(name, () => new Gauge({ name, help, labelNames: [...labelNames] }));
}

function histogram(name: string, help: string): Histogram {
  return existingMetric(
    name,
    () => new Histogram({ name, help, labelNames: [...LABELS], buckets: BUCKETS, collect: handOverTallies }),
  );
}
