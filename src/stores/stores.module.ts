import { Global, Logger, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { UnitOfWork } from '@app/kernel';
import {
  closePostgresPool,
  createPostgresPool,
  createRedis,
  DatabaseSchema,
  RedisConnectionLimit,
  RedisServerCheck,
  RedisStore,
  RedisSubscriber,
  SqlDatabase,
  type StorageLog,
} from '@app/storage';
import { Pool } from 'pg';
import type { DatabaseConfig, RedisConfig } from '../config/app-config';
import { RedisMetrics } from './redis-metrics';

/** Where the stores are: every address is known by now, embedded or not. */
export interface StoreUrls {
  /** `isPrivate`: the embedded server, not one of the operator's. */
  redis: RedisConfig & { isPrivate?: boolean };
  database: DatabaseConfig & { url: string; isPrivate?: boolean };
}

/** Longest wait of a request for Redis, milliseconds. */
const REQUEST_PATH_MS = 500;

/** The connections to Redis and Postgres of this process. They connect by themselves, also after an outage. */
@Global()
@Module({})
export class StoresModule implements OnApplicationShutdown {
  constructor(
    private readonly redis: RedisStore,
    private readonly subscriber: RedisSubscriber,
    private readonly pool: Pool,
    private readonly schema: DatabaseSchema,
  ) {}

  static register({ redis, database }: StoreUrls): DynamicModule {
    const logger = new Logger('Stores');
    const log: StorageLog = {
      info: (message: string) => logger.log(message),
      warn: (message: string) => logger.warn(message),
    };
    return {
      module: StoresModule,
      providers: [
        { provide: RedisConnectionLimit, useFactory: () => new RedisConnectionLimit(redis.maxConnections) },
        {
          provide: RedisStore,
          inject: [RedisConnectionLimit],
          useFactory: (limit: RedisConnectionLimit) => openRedis(redis, limit, log),
        },
        {
          provide: RedisSubscriber,
          inject: [RedisConnectionLimit],
          useFactory: (limit: RedisConnectionLimit) => {
            limit.claim();
            return new RedisSubscriber(redis);
          },
        },
        {
          provide: RedisServerCheck,
          inject: [RedisStore],
          useFactory: ({ client }: RedisStore) =>
            new RedisServerCheck(client, { ...redis, log }, redis.isPrivate === true),
        },
        RedisMetrics,
        { provide: Pool, useFactory: () => createPostgresPool({ ...database, log }) },
        { provide: DatabaseSchema, useFactory: () => new DatabaseSchema({ url: database.url, log }) },
        { provide: SqlDatabase, inject: [Pool], useFactory: (pool: Pool) => new SqlDatabase(pool) },
        { provide: UnitOfWork, useExisting: SqlDatabase },
      ],
      exports: [
        RedisStore,
        RedisSubscriber,
        RedisServerCheck,
        RedisConnectionLimit,
        Pool,
        DatabaseSchema,
        SqlDatabase,
        UnitOfWork,
      ],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    this.schema.stop();
    this.subscriber.close();
    await Promise.all([this.redis.close(), closePostgresPool(this.pool)]);
  }
}

function openRedis(redis: RedisConfig, limit: RedisConnectionLimit, log: StorageLog): RedisStore {
  limit.claim();
  const commandTimeoutMs = Math.min(redis.timeoutMs, REQUEST_PATH_MS);
  return new RedisStore(createRedis({ ...redis, commandTimeoutMs }), log);
}
