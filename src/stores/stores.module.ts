import { Global, Logger, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { UnitOfWork } from '@app/kernel';
import {
  closePostgresPool,
  closeRedis,
  createPostgresPool,
  createRedis,
  DatabaseSchema,
  SqlDatabase,
} from '@app/storage';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import type { DatabaseConfig, RedisConfig } from '../config/app-config';

/** Where the stores are: every URL is known by now, embedded or not. */
export interface StoreUrls {
  redis: RedisConfig & { url: string };
  database: DatabaseConfig & { url: string };
}

/** Longest wait of a request for one answer of Redis, milliseconds. */
const REQUEST_PATH_MS = 500;

/** The connections to Redis and Postgres of this process. They connect by themselves, also after an outage. */
@Global()
@Module({})
export class StoresModule implements OnApplicationShutdown {
  constructor(
    private readonly redis: Redis,
    private readonly pool: Pool,
    private readonly schema: DatabaseSchema,
  ) {}

  static register({ redis, database }: StoreUrls): DynamicModule {
    const logger = new Logger('Stores');
    const log = {
      info: (message: string) => logger.log(message),
      warn: (message: string) => logger.warn(message),
    };
    return {
      module: StoresModule,
      providers: [
        {
          provide: Redis,
          useFactory: () =>
            createRedis({ ...redis, commandTimeoutMs: Math.min(redis.timeoutMs, REQUEST_PATH_MS), log }),
        },
        { provide: Pool, useFactory: () => createPostgresPool({ ...database, log }) },
        { provide: DatabaseSchema, useFactory: () => new DatabaseSchema({ url: database.url, log }) },
        { provide: SqlDatabase, inject: [Pool], useFactory: (pool: Pool) => new SqlDatabase(pool) },
        { provide: UnitOfWork, useExisting: SqlDatabase },
      ],
      exports: [Redis, Pool, DatabaseSchema, SqlDatabase, UnitOfWork],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    this.schema.stop();
    await Promise.all([closeRedis(this.redis), closePostgresPool(this.pool)]);
  }
}
