import { Clock } from '@app/kernel';
import { MemoryReasoningLedger, ReasoningLedger, type LedgerEntry, type LedgerOwner } from '@app/reasoning-ledger';
import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { ConversationsConfig } from '../config/conversations-config';
import { AbsentKeys } from './absent-keys';
import { LedgerMetrics } from './ledger-metrics';

const SWEEP_MS = 600_000;
/** Time for which a database that failed is not asked again, so that an outage costs one turn in a second its wait, not every one. */
const AWAY_MS = 1_000;

/**
 * The ledger in SQL with what this process kept lately in memory before it. A database that is away fails nothing: what memory has
 * is used, and the provider decides about the rest.
 */
@Injectable()
export class LedgerTiers implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger('ReasoningLedger');
  private timer: NodeJS.Timeout | undefined;
  private readonly absent: AbsentKeys;
  /** Undefined: it answered when it was last asked. */
  private failedAt: number | undefined;

  constructor(
    private readonly memory: MemoryReasoningLedger,
    private readonly ledger: ReasoningLedger,
    private readonly config: ConversationsConfig,
    private readonly metrics: LedgerMetrics,
    private readonly clock: Clock,
  ) {
    this.absent = new AbsentKeys(clock);
  }

  get isEnabled(): boolean {
    return this.config.reasoningKeptMs > 0;
  }

  onModuleInit(): void {
    if (this.isEnabled) this.timer = setInterval(() => void this.sweep(), SWEEP_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** What is known of the keys. Never rejects. */
  async find(owner: LedgerOwner, keys: readonly Buffer[]): Promise<Map<string, LedgerEntry>> {
    const near = this.memory.findNow(owner, keys);
    const missing = keys.filter((key) => !near.has(key.toString('hex')) && !this.absent.has(owner, key));
    if (missing.length === 0) {
      this.metrics.looked(near.size > 0 ? 'memory' : 'none');
      return near;
    }
    const far = await this.attempt(() => this.ledger.find(owner, missing));
    this.metrics.looked(far === undefined ? 'unavailable' : far.size > 0 ? 'sql' : near.size > 0 ? 'memory' : 'none');
    if (far === undefined) return near;
    this.absent.note(
      owner,
      missing.filter((key) => !far.has(key.toString('hex'))),
    );
    return new Map([...near, ...far]);
  }

  /** Nothing is to be kept of the message that has this key. */
  keepNothing(owner: LedgerOwner, key: Buffer): void {
    this.absent.note(owner, [key]);
  }

  /** Resolves when the entry is stored, or when it could not be. Never rejects. */
  async keep(owner: LedgerOwner, keys: readonly Buffer[], entry: LedgerEntry): Promise<void> {
    this.absent.drop(owner, keys);
    await this.memory.keep(owner, keys, entry);
    const done = await this.attempt(() => this.ledger.keep(owner, keys, entry).then(() => true));
    this.metrics.kept(done === true);
  }

  /** Forgets everything of a user. Rejects when the database is away. */
  async forget(owner: LedgerOwner): Promise<number> {
    await this.memory.forget(owner);
    return this.ledger.forget(owner);
  }

  private async sweep(): Promise<void> {
    await this.memory.expire();
    await this.attempt(() => this.ledger.expire());
  }

  /** Undefined when the database failed, now or within the last second. One line in the log for an outage, not one for each chat. */
  private async attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (this.failedAt !== undefined && this.clock.monotonicMs() - this.failedAt < AWAY_MS) return undefined;
    try {
      const result = await work();
      this.failedAt = undefined;
      return result;
    } catch {
      if (this.failedAt === undefined) {
        this.logger.warn('The reasoning ledger is not to be had; chat goes on with what memory has.');
      }
      this.failedAt = this.clock.monotonicMs();
      return undefined;
    }
  }
}
