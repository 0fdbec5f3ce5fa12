import { HealthBoard, type HealthReport } from '@app/monitoring';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { CacheMetrics } from './cache-metrics';

/** What the cache says of itself: how much of what it was asked for it had, in this process, since its start. */
@Injectable()
export class CacheHealth implements OnModuleInit {
  constructor(
    private readonly board: HealthBoard,
    private readonly metrics: CacheMetrics,
  ) {}

  onModuleInit(): void {
    this.board.add({ name: 'cache', report: () => this.report() });
  }

  private report(): HealthReport {
    const { hitsMemory, hitsRedis, stale, misses, bypassed } = this.metrics.counts;
    const hits = hitsMemory + hitsRedis + stale;
    const asked = hits + misses;
    const hitRate = asked === 0 ? undefined : Math.round((hits / asked) * 10_000) / 10_000;
    return { status: 'up', details: { ...(hitRate === undefined ? {} : { hitRate }), hits, misses, bypassed } };
  }
}
