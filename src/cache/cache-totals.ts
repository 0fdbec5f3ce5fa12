import { Clock } from '@app/kernel';
import { redisKey, RedisStore } from '@app/storage';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { CacheMetrics, COUNTED, noCounts, type CacheCounts } from './cache-metrics';

const FLUSH_MS = 5_000;
const DAY_MS = 86_400_000;
/** Days that are kept. */
const DAYS = 8;

/** What all processes counted together, by UTC day, in Redis. What a process counts is added every few seconds. */
@Injectable()
export class CacheTotals implements BeforeApplicationShutdown {
  private added = noCounts();
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly redis: RedisStore,
    private readonly metrics: CacheMetrics,
    private readonly clock: Clock,
  ) {
    this.timer = setInterval(() => void this.flush(), FLUSH_MS);
    this.timer.unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  /** The counts of the current day, this process's included. Undefined while Redis is away. */
  async today(): Promise<CacheCounts | undefined> {
    await this.flush();
    try {
      const values = (await this.redis.command('HMGET', this.keyOfToday(), ...COUNTED)) as (string | null)[];
      return Object.fromEntries(COUNTED.map((name, i) => [name, Number(values[i] ?? 0)])) as CacheCounts;
    } catch {
      return undefined; // the connection tells of its own state
    }
  }

  /** Adds what was counted since the last time. What cannot be added now is added the next time. */
  private async flush(): Promise<void> {
    const counts = { ...this.metrics.counts };
    const grown = COUNTED.filter((name) => counts[name] > this.added[name]);
    if (grown.length === 0 || !this.redis.isReady) return;
    const before = this.added;
    this.added = counts;
    const key = this.keyOfToday();
    const commands = grown.map((name) => ({
      name: 'HINCRBY',
      key,
      args: [name, Math.round(counts[name] - before[name])],
    }));
    try {
      await this.redis.bulk([...commands, { name: 'PEXPIRE', key, args: [DAYS * DAY_MS] }]);
    } catch {
      this.added = before; // nothing was sent
    }
  }

  private keyOfToday(): string {
    return redisKey('cache', 'cachestats', new Date(this.clock.now()).toISOString().slice(0, 10));
  }
}
