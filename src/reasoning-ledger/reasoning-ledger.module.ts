import { Clock, IdGenerator } from '@app/kernel';
import { BlockSeal, MemoryReasoningLedger, ReasoningLedger, SqlReasoningLedger } from '@app/reasoning-ledger';
import { SqlDatabase } from '@app/storage';
import { Module, type DynamicModule } from '@nestjs/common';
import { readKeySecret } from '../auth/identity/key-secret';
import { ConversationsConfig } from '../config/conversations-config';
import { LedgerMetrics } from './ledger-metrics';
import { LedgerTiers } from './ledger-tiers';
import { ReasoningData } from './reasoning-data';
import { ReasoningLedgerLayer } from './reasoning-ledger-layer';

/** Characters of reasoning that a process keeps in memory. */
const MOST_CHARACTERS = 16 * 1024 * 1024;
/** How long it keeps them: what is deleted in the database and in one process is then gone in the others too. Milliseconds. */
const MEMORY_MS = 600_000;

/** The providers' own reasoning, kept between turns. */
@Module({})
export class ReasoningLedgerModule {
  static register(config: ConversationsConfig): DynamicModule {
    const { reasoningKeptMs: keptMs, keySecret, dataDir } = config;
    return {
      module: ReasoningLedgerModule,
      providers: [
        { provide: ConversationsConfig, useValue: config },
        { provide: BlockSeal, useFactory: () => new BlockSeal(() => readKeySecret(keySecret, dataDir)) },
        {
          provide: MemoryReasoningLedger,
          inject: [Clock],
          useFactory: (clock: Clock) => new MemoryReasoningLedger(clock, Math.min(keptMs, MEMORY_MS), MOST_CHARACTERS),
        },
        {
          provide: ReasoningLedger,
          inject: [SqlDatabase, Clock, IdGenerator, BlockSeal],
          useFactory: (database: SqlDatabase, clock: Clock, ids: IdGenerator, seal: BlockSeal) =>
            new SqlReasoningLedger({ database, clock, ids, seal, keptMs }),
        },
        LedgerMetrics,
        LedgerTiers,
        ReasoningData,
        ReasoningLedgerLayer,
      ],
      exports: [ReasoningLedgerLayer],
    };
  }
}
