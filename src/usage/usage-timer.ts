import { RedisStore } from '@app/storage';
import { Spending, SqlUsageLedger } from '@app/usage';
import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { UsageMetrics } from './usage-metrics';

const ROUND_MS = 15_000;
const DRAIN_MS = 2_000; // less than what a stop gives the whole app to close

/**
 * Keeps the ledger true at intervals: says which calls still run, settles those whose process died, and drops counters that may be
 * wrong once Redis is back. Not a job in a queue: the bill must not depend on Redis. Any number of processes may do it at a time.
 */
@Injectable()
export class UsageTimer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  constructor(
    private readonly spending: Spending,
    private readonly ledger: SqlUsageLedger,
    private readonly redis: RedisStore,
    private readonly metrics: UsageMetrics,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.run(), ROUND_MS).unref();
    this.redis.onStateChange((state) => {
      // What fails now is tried again with the next decision.
      if (state === 'closed') this.spending.forgetDoubtful().catch(() => undefined);
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
    await this.ledger.drain(DRAIN_MS);
  }

  /** One round now. Never rejects. */
  async run(): Promise<void> {
    this.running ??= this.round().catch(() => undefined); // the database is away: the stores tell, the next round goes on
    await this.running;
    this.running = undefined;
    this.metrics.showWaiting(this.ledger.waiting);
  }

  private async round(): Promise<void> {
    await this.spending.renew();
    this.metrics.countLost(await this.spending.settleLost());
  }
}
