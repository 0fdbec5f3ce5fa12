import { SqlApiKeys } from '@app/identity';
import { Clock } from '@app/kernel';
import { LimitStore, SharedLimitStore } from '@app/limits';
import { SqlDatabase } from '@app/storage';
import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ThrottlerModule } from '@nestjs/throttler';
import type { LimitsConfig } from '../config/app-config';
import { AuthFailures } from './auth-failures';
import { AuthLimiter } from './auth-limiter';
import { LimitData } from './limit-data';
import { LimitMetrics } from './limit-metrics';
import { LimitPlans } from './limit-plans';
import { LimitStoresModule } from './limit-stores.module';
import { LimitSubjects } from './limit-subject';
import { LimitsController } from './limits.controller';
import { LimitsHealth } from './limits-health';
import { LimitsLayer } from './limits-layer';
import { LimitsService } from './limits.service';
import { OpenLeases } from './open-leases';
import { ProcessHeartbeat } from './process-heartbeat';
import { RateLimitGuard } from './rate-limit.guard';
import { RequestLimits } from './request-limits';
import { WorkLimits } from './work-limits';
import { LimitThrottlerStorage } from './throttler-storage';

/** A route that says nothing by `@Throttle` has the limit of its class. */
const LIMIT_OF_THE_CLASS = { name: 'default', limit: 0, ttl: 0 };

/** Limits of requests, tokens, running chats and failed authentications. */
@Module({})
export class LimitsModule {
  static register(config: LimitsConfig): DynamicModule {
    const plans = new LimitPlans(config);
    const stores = LimitStoresModule.register(config.leastProcesses);
    return {
      module: LimitsModule,
      imports: [
        stores,
        ThrottlerModule.forRootAsync({
          imports: [stores],
          inject: [LimitStore],
          useFactory: (store: LimitStore) => ({
            throttlers: [LIMIT_OF_THE_CLASS],
            storage: new LimitThrottlerStorage(store),
          }),
        }),
      ],
      controllers: [LimitsController],
      providers: [
        { provide: LimitPlans, useValue: plans },
        {
          provide: SqlApiKeys,
          inject: [SqlDatabase],
          useFactory: (database: SqlDatabase) => new SqlApiKeys(database),
        },
        LimitData,
        LimitMetrics,
        LimitSubjects,
        LimitsHealth,
        LimitsService,
        LimitsLayer,
        OpenLeases,
        ProcessHeartbeat,
        RequestLimits,
        WorkLimits,
        ...(config.enabled === false ? [] : guardsOf(plans)),
      ],
      exports: [LimitsLayer, WorkLimits],
    };
  }
}

/** Without limits there is no guard, which would cost every request. */
function guardsOf({ authFailures: rate }: LimitPlans): Provider[] {
  const guard: Provider = { provide: APP_GUARD, useClass: RateLimitGuard };
  if (rate === undefined) return [guard];
  const failures: Provider = {
    provide: AuthFailures,
    inject: [SharedLimitStore, LimitMetrics, Clock],
    useFactory: (store: SharedLimitStore, metrics: LimitMetrics, clock: Clock) =>
      new AuthFailures(rate, store, metrics, clock),
  };
  return [guard, failures, AuthLimiter];
}
