import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { MetricSink } from '@app/monitoring';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { register, type Counter } from 'prom-client';

const NS_PER_MS = 1e6;
/** Each tick wakes an idle process, which is most of what that costs. */
const RESOLUTION_MS = 50;
/** Answers by which a request is turned away before anything is done for it. */
const REFUSALS = new Set(['401', '403', '429', '503']);

/** Measures this process: its event loop, its memory, and what its HTTP edge answered since the last time. */
@Injectable()
export class ProcessSampler implements OnModuleDestroy {
  private readonly delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  private readonly counted = new Map<string, number>();
  private lagMs = 0;

  constructor() {
    this.delay.enable();
  }

  onModuleDestroy(): void {
    this.delay.disable();
  }

  /** The longest that the event loop was held up in the last sampled second, milliseconds. */
  get eventLoopLagMs(): number {
    return this.lagMs;
  }

  /** Adds what happened since the last call. */
  async sample(sink: MetricSink): Promise<void> {
    // The timer itself takes its resolution; only what is beyond it is lag.
    this.lagMs = Math.max(0, Math.round((this.delay.max / NS_PER_MS - RESOLUTION_MS) * 10) / 10);
    if (!Number.isFinite(this.lagMs)) this.lagMs = 0;
    this.delay.reset();
    sink.observe('process.event_loop_lag_ms', this.lagMs);
    sink.observe('process.rss_bytes', process.memoryUsage.rss());
    await this.sampleAnswers(sink);
  }

  private async sampleAnswers(sink: MetricSink): Promise<void> {
    const requests = register.getSingleMetric('http_requests_total') as Counter | undefined;
    if (requests === undefined) return;
    const byStatus = new Map<string, number>();
    for (const { labels, value } of (await requests.get()).values) {
      const status = String(labels['status']);
      byStatus.set(status, (byStatus.get(status) ?? 0) + value);
    }
    for (const [status, total] of byStatus) {
      const more = total - (this.counted.get(status) ?? 0);
      this.counted.set(status, total);
      if (more <= 0) continue;
      sink.add('http.requests', more, { status });
      if (REFUSALS.has(status)) sink.add('http.refusals', more, { status });
      else if (status.startsWith('5')) sink.add('http.errors', more, { status });
    }
  }
}
