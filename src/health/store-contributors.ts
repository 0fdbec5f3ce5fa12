import { DatabaseSchema, pingPostgres, RedisServerCheck, RedisStore } from '@app/storage';
import { HealthBoard, type HealthReport } from '@app/monitoring';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Pool } from 'pg';
import { HealthOptions } from './health-options';
import { readRedisInfo } from './redis-info';

const PING_TIMEOUT_MS = 500;
/** Redis refuses writes at its cap, or throws away what it may: well before that somebody should know. */
const FULL_SHARE = 0.9;

/** What Redis and Postgres say of themselves. */
@Injectable()
export class StoreContributors implements OnModuleInit {
  private postgresVersion: string | undefined;

  constructor(
    private readonly board: HealthBoard,
    private readonly redis: RedisStore,
    private readonly redisCheck: RedisServerCheck,
    private readonly pool: Pool,
    private readonly schema: DatabaseSchema,
    private readonly options: HealthOptions,
  ) {}

  onModuleInit(): void {
    this.board.add({ name: 'redis', isCritical: true, report: () => this.reportRedis() });
    this.board.add({ name: 'postgres', isCritical: true, report: () => this.reportPostgres() });
  }

  private async reportRedis(): Promise<HealthReport> {
    const breaker = this.redis.state;
    const origin = this.options.redisIsEmbedded ? 'embedded' : 'external';
    const { refusal, findings } = this.redisCheck;
    if (refusal !== undefined) return { status: 'down', message: refusal, details: { breaker, origin } };
    const begun = performance.now();
    try {
      const figures = readRedisInfo(await this.redis.command('INFO'));
      const memoryShare = figures.maxBytes === 0 ? undefined : round(figures.usedBytes / figures.maxBytes);
      const warnings = findings.map(({ message }) => message);
      const isFull = memoryShare !== undefined && memoryShare >= FULL_SHARE;
      return {
        status: isFull ? 'degraded' : 'up',
        ...(isFull ? { message: 'its memory is nearly full' } : {}),
        latencyMs: round(performance.now() - begun),
        details: { breaker, origin, ...figures, memoryShare, ...(warnings.length === 0 ? {} : { warnings }) },
      };
    } catch {
      return { status: 'down', message: 'redis does not answer', details: { breaker, origin } };
    }
  }

  private async reportPostgres(): Promise<HealthReport> {
    const origin = this.options.postgresIsEmbedded ? 'embedded' : 'external';
    if (this.schema.state === 'refused') {
      return { status: 'down', message: 'its schema cannot be used; the log says why', details: { origin } };
    }
    try {
      const latencyMs = round(await pingPostgres(this.pool, PING_TIMEOUT_MS));
      const { totalCount, idleCount, waitingCount } = this.pool;
      const connections = { open: totalCount, idle: idleCount, waiting: waitingCount };
      return { status: 'up', latencyMs, details: { origin, version: await this.version(), connections } };
    } catch {
      return { status: 'down', message: 'postgres does not answer', details: { origin } };
    }
  }

  /** Asked once: a server of another version means another connection, and most likely another process of ours. */
  private async version(): Promise<string> {
    if (this.postgresVersion === undefined) {
      const { rows } = await this.pool.query<{ server_version: string }>('SHOW server_version');
      this.postgresVersion = rows[0]?.server_version ?? 'unknown';
    }
    return this.postgresVersion;
  }
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
