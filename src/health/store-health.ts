import { Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorFunction, type HealthIndicatorResult } from '@nestjs/terminus';
import { DatabaseSchema, pingPostgres, pingRedis, RedisServerCheck, RedisStore } from '@app/storage';
import { Pool } from 'pg';
import { Readiness } from './readiness';

const PING_TIMEOUT_MS = 500;

/** Asks each store for a sign of life. */
@Injectable()
export class StoreHealth {
  constructor(
    private readonly health: HealthIndicatorService,
    private readonly redis: RedisStore,
    private readonly redisCheck: RedisServerCheck,
    private readonly pool: Pool,
    private readonly schema: DatabaseSchema,
    private readonly readiness: Readiness,
  ) {}

  /** One check per dependency, each at most half a second. */
  indicators(): HealthIndicatorFunction[] {
    return [() => this.redisHealth(), () => this.postgres(), () => this.server()];
  }

  /** What the operator should change is shown; what must not be used is down. */
  private async redisHealth(): Promise<HealthIndicatorResult> {
    void this.redisCheck.look(); // for the next time: a setting may be changed while the server runs
    const { refusal, findings } = this.redisCheck;
    if (refusal !== undefined) return this.health.check('redis').down({ message: refusal });
    const warnings = findings.map(({ message }) => message);
    return this.check('redis', () => pingRedis(this.redis.client, PING_TIMEOUT_MS), {
      breaker: this.redis.state,
      ...(warnings.length === 0 ? {} : { warnings }),
    });
  }

  private async postgres(): Promise<HealthIndicatorResult> {
    if (this.schema.state === 'refused') {
      return this.health.check('postgres').down({ message: 'its schema cannot be used; the log says why' });
    }
    return this.check('postgres', () => pingPostgres(this.pool, PING_TIMEOUT_MS));
  }

  private async check(
    name: string,
    ping: () => Promise<number>,
    details: Record<string, unknown> = {},
  ): Promise<HealthIndicatorResult> {
    const indicator = this.health.check(name);
    try {
      return indicator.up({ latencyMs: Math.round((await ping()) * 100) / 100, ...details });
    } catch {
      // The reason may hold addresses; the connection logs it when the state changes.
      return indicator.down({ message: `${name} does not answer`, ...details });
    }
  }

  private server(): HealthIndicatorResult {
    const indicator = this.health.check('server');
    return this.readiness.isStopping ? indicator.down({ message: 'stopping' }) : indicator.up();
  }
}
