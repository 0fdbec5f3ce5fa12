import { monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import { HealthBoard, type HealthReport } from '@app/monitoring';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { PRODUCT_VERSION } from '../product-version';
import { Readiness } from './readiness';

/** Each tick wakes an idle process, which is most of what that costs. */
const RESOLUTION_MS = 50;
const NS_PER_MS = 1e6;
/** Streams of everybody stutter from here on. */
const SLOW_LAG_MS = 200;

/** How this process is: its event loop, its memory, its versions. */
@Injectable()
export class ProcessContributor implements OnModuleInit, OnModuleDestroy {
  private readonly delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

  constructor(
    private readonly board: HealthBoard,
    private readonly readiness: Readiness,
  ) {}

  onModuleInit(): void {
    this.delay.enable();
    this.board.add({ name: 'process', isCritical: true, report: () => this.report() });
  }

  onModuleDestroy(): void {
    this.delay.disable();
  }

  private report(): HealthReport {
    const eventLoopLagMs = this.lagMs();
    const details = {
      eventLoopLagMs,
      rssBytes: process.memoryUsage.rss(),
      heapUsedBytes: process.memoryUsage().heapUsed,
      heapLimitBytes: getHeapStatistics().heap_size_limit,
      uptimeSeconds: Math.round(process.uptime()),
      version: PRODUCT_VERSION,
      node: process.versions.node,
    };
    if (this.readiness.isStopping) return { status: 'down', message: 'stopping', details };
    if (eventLoopLagMs >= SLOW_LAG_MS) return { status: 'degraded', message: 'its event loop is held up', details };
    return { status: 'up', details };
  }

  /** How long the event loop was held up at the 99th percentile since the last sample, beyond the timer's own resolution. */
  private lagMs(): number {
    const lagMs = this.delay.percentile(99) / NS_PER_MS - RESOLUTION_MS;
    this.delay.reset();
    return Number.isFinite(lagMs) ? Math.max(0, Math.round(lagMs * 10) / 10) : 0;
  }
}
