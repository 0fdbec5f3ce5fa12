import { Global, Logger, Module, type DynamicModule } from '@nestjs/common';
import {
  AuditArchiver,
  AuditLog,
  AuditTrail,
  Checkpointer,
  CheckpointSigner,
  FileAnchor,
  openSigningKey,
  RedisLiveTrail,
  S3Anchor,
  SqlAuditLog,
  SqlAuditTrail,
  SyslogAnchor,
  type AppendedRecord,
  type AuditAnchor,
} from '@app/audit';
import { Clock, IdGenerator, UnitOfWork } from '@app/kernel';
import { RedisStore, SqlDatabase } from '@app/storage';
import { AuditConfig } from '../config/audit-config';
import { AuditData, AuditRetention } from './audit-data';
import { AuditMetrics } from './audit-metrics';
import { AuditController } from './audit.controller';
import { AuditTurnLayer } from './audit-turn-layer';
import { AuditService } from './audit.service';
import { CheckpointTimer } from './checkpoint-timer';

/** The audit trail, which every feature writes to. */
@Global()
@Module({})
export class AuditModule {
  static register(config: AuditConfig): DynamicModule {
    return {
      module: AuditModule,
      controllers: [AuditController],
      providers: [
        { provide: AuditConfig, useValue: config },
        AuditMetrics,
        AuditService,
        AuditTurnLayer,
        CheckpointTimer,
        AuditData,
        AuditRetention,
        {
          provide: AuditArchiver,
          inject: [AuditLog, AuditTrail, UnitOfWork, CheckpointSigner, Clock],
          useFactory: (log: AuditLog, trail: AuditTrail, units: UnitOfWork, signer: CheckpointSigner, clock: Clock) =>
            new AuditArchiver({ log, trail, units, signer, clock, folder: config.archiveDir }),
        },
        { provide: RedisLiveTrail, inject: [RedisStore], useFactory: (redis: RedisStore) => new RedisLiveTrail(redis) },
        {
          provide: AuditTrail,
          inject: [SqlDatabase, Clock, IdGenerator, AuditMetrics, RedisLiveTrail],
          useFactory: openTrail,
        },
        { provide: AuditLog, inject: [SqlDatabase], useFactory: (database: SqlDatabase) => new SqlAuditLog(database) },
        {
          provide: CheckpointSigner,
          useFactory: () => new CheckpointSigner(() => openSigningKey(config.signingKeyFile)),
        },
        {
          provide: Checkpointer,
          inject: [AuditLog, CheckpointSigner, Clock, AuditMetrics],
          useFactory: (log: AuditLog, signer: CheckpointSigner, clock: Clock, metrics: AuditMetrics) =>
            new Checkpointer({ log, signer, clock, anchors: anchorsOf(config), onFailure: reportTo(metrics) }),
        },
      ],
      exports: [AuditTrail, AuditLog, AuditTurnLayer],
    };
  }
}

function openTrail(
  database: SqlDatabase,
  clock: Clock,
  ids: IdGenerator,
  metrics: AuditMetrics,
  live: RedisLiveTrail,
): SqlAuditTrail {
  const onAppended = (appended: readonly AppendedRecord[]): void => {
    metrics.countAppended(appended);
    // Only for watching: what Redis does not take is in the database.
    live.show(appended).catch(() => metrics.countUnshown(appended.length));
  };
  const onAppend = metrics.observeAppend.bind(metrics);
  return new SqlAuditTrail({ database, clock, ids, onAppended, onAppend });
}

function anchorsOf({ anchorFile, syslog, bucket }: AuditConfig): AuditAnchor[] {
  return [
    new FileAnchor(anchorFile),
    ...(syslog === undefined ? [] : [new SyslogAnchor(syslog)]),
    ...(bucket === undefined ? [] : [new S3Anchor(bucket)]),
  ];
}

function reportTo(metrics: AuditMetrics): (anchor: string, error: unknown) => void {
  const logger = new Logger('Audit');
  return (anchor, error) => {
    metrics.countFailedCheckpoint(anchor);
    const reason = (error as NodeJS.ErrnoException).code ?? 'no answer';
    logger.warn(`The audit checkpoint could not be given to the anchor ${anchor} (${reason}). It is tried again.`);
  };
}
