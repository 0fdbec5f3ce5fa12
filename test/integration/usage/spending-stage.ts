import { RandomIdGenerator } from '@app/kernel';
import { closePostgresPool, createPostgresPool, createRedis, migrate, RedisStore, SqlDatabase } from '@app/storage';
import { ManualClock } from '@app/testing';
import {
  BudgetBook,
  RedisBudgetCounters,
  Spending,
  SqlBudgets,
  SqlUsageLedger,
  type Budget,
  type BudgetCounter,
  type OpenCall,
  type Settlement,
  type SpendingParts,
  type UsageCall,
} from '@app/usage';
import type { Pool } from 'pg';
import { RedisProcess } from '../../redis-servers/redis-process';
import { eventually, newDatabase, startTestStores, type TestStores } from '../storage/store-fixture';

export const ORG = 'org_local';
export const NOW = Date.UTC(2026, 10, 25, 12);
const ids = new RandomIdGenerator();
/** A call of one budgeted user. */
export const callOf = (more: Partial<UsageCall> = {}): UsageCall => ({
  id: ids.next('call'),
  organisationId: ORG,
  userId: 'user_a',
  keyId: 'key_a',
  turnId: 'chat_1',
  requestId: 'req_1',
  dialect: 'native',
  strategy: 'direct',
  provider: 'up',
  model: 'up/plain',
  createdAt: NOW,
  reservedMicroUsd: 100,
  lost: { costMicroUsd: 7, inputTokens: 7 },
  ...more,
});
/** How a call of this cost ended. */
export const settlementOf = (costMicroUsd: number): Settlement => ({
  outcome: 'success',
  usage: { inputTokens: costMicroUsd, outputTokens: 0 },
  costMicroUsd,
  priceVersion: 'configured',
  estimated: false,
  settledAt: NOW,
});
/** A budget of the organisation for a day. */
export const budgetOf = (more: Partial<Budget> = {}): Budget => ({
  id: ids.next('budget'),
  organisationId: ORG,
  name: 'Team A',
  subjectType: 'organisation',
  period: 'day',
  limitMicroUsd: 1_000,
  ...more,
});

/** Spending over a real Postgres and a Redis of its own, each test with a database of its own. */
export class SpendingStage {
  redis!: RedisStore;
  pool!: Pool;
  database!: SqlDatabase;
  ledger!: SqlUsageLedger;
  budgets!: SqlBudgets;
  counters!: RedisBudgetCounters;
  events: string[] = [];
  spending!: Spending;

  private constructor(
    private readonly stores: TestStores,
    readonly server: RedisProcess,
  ) {}

  static async start(): Promise<SpendingStage> {
    const stores = await startTestStores({ needRedis: false, needPostgres: true });
    return new SpendingStage(stores, await RedisProcess.start());
  }

  async remove(): Promise<void> {
    await this.server.remove();
    await this.stores.remove();
  }

  /** Before a test: everything empty. */
  async open(): Promise<void> {
    const url = await newDatabase(this.stores.databaseUrl!);
    await migrate({ url });
    this.pool = createPostgresPool({ url, maxConnections: 20 });
    this.database = new SqlDatabase(this.pool);
    this.redis = new RedisStore(createRedis({ url: `redis://127.0.0.1:${this.server.port}`, commandTimeoutMs: 500 }));
    await eventually(() => this.redis.command('FLUSHALL'));
    this.ledger = new SqlUsageLedger(this.database);
    this.budgets = new SqlBudgets(this.database);
    this.counters = new RedisBudgetCounters(this.redis, (counter) => this.budgets.truthOf(counter));
    this.events = [];
    this.spending = this.newSpending();
  }

  /** After a test. */
  async close(): Promise<void> {
    await this.redis.close();
    await closePostgresPool(this.pool);
  }

  /** As another process has it. */
  newSpending(more: Partial<SpendingParts> = {}): Spending {
    const clock = new ManualClock(NOW);
    return new Spending({
      ledger: this.ledger,
      budgets: this.budgets,
      book: new BudgetBook(this.budgets, clock),
      counters: this.counters,
      clock,
      required: true,
      onEvent: (event) => void this.events.push(event),
      ...more,
    });
  }

  /** Begins a call and waits until it is noted. */
  async begin(call: UsageCall): Promise<OpenCall> {
    const open = await this.spending.begin(call);
    await open.recorded;
    return open;
  }

  /** The counter of the only budget. */
  async todaysCounter(): Promise<BudgetCounter> {
    const [budget] = await this.budgets.list(ORG);
    return { budget: budget!, subject: '', startsAt: Date.UTC(2026, 10, 25), resetsAt: Date.UTC(2026, 10, 26) };
  }

  /** Resolves when every call is settled. */
  settled(): Promise<unknown> {
    return eventually(() => expect(this.spending.openCalls).toEqual([]));
  }

  /** What all calls cost, by the ledger. */
  async spent(): Promise<number> {
    const { rows } = await this.pool.query<{ sum: string }>(
      'SELECT coalesce(sum(cost_micro_usd), 0) AS sum FROM stepwise.usage_calls',
    );
    return Number(rows[0]!.sum);
  }
}
