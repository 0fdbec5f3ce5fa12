import { IdempotencyStore, OutcomeSeal, SqlIdempotencyStore } from '@app/idempotency';
import { Clock } from '@app/kernel';
import { SqlDatabase } from '@app/storage';
import { Module, type DynamicModule } from '@nestjs/common';
import { readKeySecret } from '../../auth/identity/key-secret';
import type { AuthConfig } from '../../config/app-config';
import { IdempotencyData } from './idempotency-data';

/** What requests with an Idempotency-Key came to; the pipeline asks its store. */
@Module({})
export class IdempotencyModule {
  static register({ keySecret, dataDir }: Pick<AuthConfig, 'keySecret' | 'dataDir'>): DynamicModule {
    return {
      module: IdempotencyModule,
      providers: [
        { provide: OutcomeSeal, useFactory: () => new OutcomeSeal(() => readKeySecret(keySecret, dataDir)) },
        {
          provide: IdempotencyStore,
          inject: [SqlDatabase, Clock, OutcomeSeal],
          useFactory: (database: SqlDatabase, clock: Clock, seal: OutcomeSeal) =>
            new SqlIdempotencyStore(database, clock, seal),
        },
        IdempotencyData,
      ],
    };
  }
}
