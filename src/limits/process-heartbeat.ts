import { ProcessRegister, SharedLimitStore } from '@app/limits';
import { RedisStore } from '@app/storage';
import { HttpAdapterHost } from '@nestjs/core';
import { Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { HttpAdapter } from '../http/server/http-server';
import { servedBy } from './auth-limiter';

/** Each process reports itself this often within the time that its entry counts. */
const REPORTS_PER_TTL = 3;

/** Keeps the number of serving processes known, and ends the degraded state when Redis is back. */
@Injectable()
export class ProcessHeartbeat implements OnModuleInit, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly register: ProcessRegister,
    private readonly store: SharedLimitStore,
    private readonly redis: RedisStore,
    private readonly host: HttpAdapterHost<HttpAdapter>,
  ) {}

  onModuleInit(): void {
    this.redis.onStateChange((state) => {
      if (state !== 'closed') return;
      this.store.recovered();
      if (this.timer !== undefined) this.report();
    });
    if (servedBy(this.host) === undefined) return;
    this.timer = setInterval(() => this.report(), this.register.ttlMs / REPORTS_PER_TTL);
    this.timer.unref();
    if (this.redis.isReady) this.report();
    this.redis.client.on('ready', () => this.report());
  }

  async beforeApplicationShutdown(): Promise<void> {
    if (this.timer === undefined) return;
    clearInterval(this.timer);
    await this.register.leave().catch(() => undefined); // it is forgotten by itself then
  }

  /** While Redis is away the number that was known stands; when it answers it is told what was admitted without it. */
  private report(): void {
    this.register.report().then(
      () => this.store.repay(),
      () => undefined,
    );
  }
}
