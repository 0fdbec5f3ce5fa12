import { Global, Module, type DynamicModule } from '@nestjs/common';
import { AuditLog, AuditTrail, SqlAuditLog, SqlAuditTrail } from '@app/audit';
import { Clock, IdGenerator } from '@app/kernel';
import { SqlDatabase } from '@app/storage';
import { AuditMetrics } from './audit-metrics';

/** The audit trail, which every feature writes to. */
@Global()
@Module({})
export class AuditModule {
  static register(): DynamicModule {
    return {
      module: AuditModule,
      providers: [
        AuditMetrics,
        {
          provide: AuditTrail,
          inject: [SqlDatabase, Clock, IdGenerator, AuditMetrics],
          useFactory: (database: SqlDatabase, clock: Clock, ids: IdGenerator, metrics: AuditMetrics) =>
            new SqlAuditTrail({
              database,
              clock,
              ids,
              onAppended: (appended) => metrics.countAppended(appended),
              onAppend: (durationMs, succeeded) => metrics.observeAppend(durationMs, succeeded),
            }),
        },
        {
          provide: AuditLog,
          inject: [SqlDatabase],
          useFactory: (database: SqlDatabase) => new SqlAuditLog(database),
        },
      ],
      exports: [AuditTrail, AuditLog],
    };
  }
}
