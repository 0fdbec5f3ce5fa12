import { setTimeout as delay } from 'node:timers/promises';
import type { SqlDatabase } from '@app/storage';
import { sql } from 'drizzle-orm';
import type { Settlement, UsageCall } from '../../usage-call';
import { UsageLedger, type LostCall } from '../../usage-ledger';
import { LEASE_MS, writeOperations } from './ledger-operations';
import { OperationQueue } from './operation-queue';

/** What a test or a metric gives. */
export interface SqlUsageLedgerParts {
  wait?: (ms: number) => Promise<unknown>;
  /** Told of rows that were given up. */
  onDropped?: (rows: number) => void;
}

/** Of one round, so that it holds no locks for long. */
const MOST_LOST = 1_000;

interface LostRow extends Record<string, unknown> {
  id: string;
  organisation_id: string;
  user_id: string;
  key_id: string | null;
  created_ms: string;
  cost: string;
}

/** The ledger in Postgres. */
export class SqlUsageLedger extends UsageLedger {
  private readonly queue: OperationQueue;

  constructor(
    private readonly database: SqlDatabase,
    { wait = waitWithoutHolding, onDropped }: SqlUsageLedgerParts = {},
  ) {
    super();
    this.queue = new OperationQueue({
      write: (operations) => database.writeApart((tx) => writeOperations(tx, operations)),
      wait,
      onDropped,
    });
  }

  /** Rows that wait to be written. */
  get waiting(): number {
    return this.queue.length;
  }

  open(call: UsageCall, isAwaited: boolean): Promise<void> {
    return this.queue.push({ type: 'open', call }, isAwaited);
  }

  settle(callId: string, settlement: Settlement): Promise<void> {
    return this.queue.push({ type: 'settle', callId, settlement }, false);
  }

  async renew(callIds: readonly string[]): Promise<void> {
    if (callIds.length === 0) return;
    await this.database.write((tx) =>
      tx.execute(sql`
        UPDATE stepwise.usage_calls SET lease_until = clock_timestamp() + ${`${LEASE_MS} milliseconds`}::interval
        WHERE state = 'reserved' AND id IN (SELECT jsonb_array_elements_text(${JSON.stringify(callIds)}::jsonb))`),
    );
  }

  async settleLost(): Promise<LostCall[]> {
    const { rows } = await this.database.write((tx) =>
      tx.execute<LostRow>(sql`
        UPDATE stepwise.usage_calls SET state = 'settled', outcome = 'lost', cost_micro_usd = lost_micro_usd,
          input_tokens = lost_input_tokens, output_tokens = 0, estimated = true, settled_at = clock_timestamp()
        WHERE id IN (SELECT id FROM stepwise.usage_calls WHERE state = 'reserved' AND lease_until < clock_timestamp()
          ORDER BY lease_until LIMIT ${MOST_LOST} FOR UPDATE SKIP LOCKED)
        RETURNING id, organisation_id, user_id, key_id, (extract(epoch FROM created_at) * 1000)::bigint AS created_ms,
          cost_micro_usd AS cost`),
    );
    return rows.map((row) => ({
      call: {
        id: row.id,
        organisationId: row.organisation_id,
        userId: row.user_id,
        keyId: row.key_id ?? undefined,
        createdAt: Number(row.created_ms),
      },
      costMicroUsd: Number(row.cost),
    }));
  }

  async drain(timeoutMs: number): Promise<void> {
    const ended = new AbortController();
    const late = delay(timeoutMs, undefined, { signal: ended.signal }).catch(() => undefined);
    await Promise.race([this.queue.whenIdle(), late]);
    ended.abort();
  }
}

/** Whoever stops waits by {@link SqlUsageLedger.drain}, as long as it wants: the next try is none to keep a process alive for. */
function waitWithoutHolding(ms: number): Promise<unknown> {
  return delay(ms, undefined, { ref: false });
}
