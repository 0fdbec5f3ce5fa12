import { Clock, IdGenerator } from '@app/kernel';
import { LimitStore, MemoryLimitStore, ProcessRegister, RedisLimitStore, SharedLimitStore } from '@app/limits';
import { RedisStore } from '@app/storage';
import { Logger, Module, type DynamicModule } from '@nestjs/common';

/** Where limits are counted: in Redis for all processes, and in bounded memory while it is away. */
@Module({})
export class LimitStoresModule {
  /** @param leastProcesses processes that there are at least. */
  static register(leastProcesses: number): DynamicModule {
    return {
      module: LimitStoresModule,
      providers: [
        {
          provide: ProcessRegister,
          inject: [RedisStore, IdGenerator],
          useFactory: (redis: RedisStore, ids: IdGenerator) =>
            new ProcessRegister(redis, ids.next('process'), leastProcesses),
        },
        {
          provide: SharedLimitStore,
          inject: [RedisStore, Clock, ProcessRegister, IdGenerator],
          useFactory: openStore,
        },
        { provide: LimitStore, useExisting: SharedLimitStore },
      ],
      exports: [ProcessRegister, SharedLimitStore, LimitStore],
    };
  }
}

/** Tells each change in the log, not each request. */
function openStore(redis: RedisStore, clock: Clock, register: ProcessRegister, ids: IdGenerator): SharedLimitStore {
  const logger = new Logger('Limits');
  return new SharedLimitStore(new RedisLimitStore(redis), new MemoryLimitStore(clock), {
    nowMs: () => clock.monotonicMs(),
    newId: () => ids.next('repayment'),
    wasNotDone: (error) => redis.wasNotRun(error),
    processes: () => register.count,
    onDegraded: (isDegraded, cause) => {
      if (!isDegraded) logger.log('Limits are counted in Redis again.');
      else {
        const reason = cause instanceof Error ? cause.name : 'Error';
        logger.warn(
          `Redis does not decide (${reason}): each of ${register.count} processes admits its share of the limits.`,
        );
      }
    },
  });
}
