import type { SqlExecutor } from '@app/storage';
import { sql } from 'drizzle-orm';
import type { Settlement, UsageCall } from '../../usage-call';

/** How long a call is taken for running after it was last heard of, milliseconds. */
export const LEASE_MS = 60_000;

/** A row that is to be made or settled. */
export type LedgerOperation =
  | { readonly type: 'open'; readonly call: UsageCall }
  | { readonly type: 'settle'; readonly callId: string; readonly settlement: Settlement };

/**
 * Writes operations in their order, in two statements whatever their number; a call that was opened and settled among them is
 * written once. Doing it again changes nothing.
 */
export async function writeOperations(tx: SqlExecutor, operations: readonly LedgerOperation[]): Promise<void> {
  const opened = new Map<string, object>();
  const settled: object[] = [];
  for (const operation of operations) {
    if (operation.type === 'open') {
      opened.set(operation.call.id, rowOf(operation.call));
      continue;
    }
    const settlement = settlementRow(operation.callId, operation.settlement);
    const row = opened.get(operation.callId);
    if (row === undefined) settled.push(settlement);
    else Object.assign(row, settlement);
  }
  if (opened.size > 0) await tx.execute(insertOf([...opened.values()]));
  if (settled.length > 0) await tx.execute(updateOf(settled));
}

// A batch whose COMMIT was not answered is written again, perhaps with more in it: a row that is there already may be settled then.
function insertOf(rows: readonly object[]) {
  return sql`
    INSERT INTO stepwise.usage_calls AS call (id, organisation_id, user_id, key_id, turn_id, request_id, dialect, strategy, provider,
      model, reserved_micro_usd, lost_micro_usd, lost_input_tokens, created_at, lease_until, state, outcome, error_code,
      cost_micro_usd, price_version, input_tokens, output_tokens, reasoning_tokens, cached_input_tokens, cache_write_tokens,
      estimated, settled_at)
    SELECT id, organisation_id, user_id, key_id, turn_id, request_id, dialect, strategy, provider,
      model, reserved_micro_usd, lost_micro_usd, lost_input_tokens, to_timestamp(created_at / 1000.0),
      clock_timestamp() + ${`${LEASE_MS} milliseconds`}::interval, CASE WHEN outcome IS NULL THEN 'reserved' ELSE 'settled' END,
      outcome, error_code, cost_micro_usd, price_version, input_tokens, output_tokens, reasoning_tokens, cached_input_tokens,
      cache_write_tokens, coalesce(estimated, false), to_timestamp(settled_at / 1000.0)
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS row (id text, organisation_id text, user_id text, key_id text,
      turn_id text, request_id text, dialect text, strategy text, provider text, model text, reserved_micro_usd bigint,
      lost_micro_usd bigint, lost_input_tokens integer, created_at bigint, outcome text, error_code text, cost_micro_usd bigint,
      price_version text, input_tokens integer, output_tokens integer, reasoning_tokens integer, cached_input_tokens integer,
      cache_write_tokens integer, estimated boolean, settled_at bigint)
    ON CONFLICT (id) DO UPDATE SET state = excluded.state, outcome = excluded.outcome, error_code = excluded.error_code,
      cost_micro_usd = excluded.cost_micro_usd, price_version = excluded.price_version, input_tokens = excluded.input_tokens,
      output_tokens = excluded.output_tokens, reasoning_tokens = excluded.reasoning_tokens,
      cached_input_tokens = excluded.cached_input_tokens, cache_write_tokens = excluded.cache_write_tokens,
      estimated = excluded.estimated, settled_at = excluded.settled_at
    WHERE excluded.state = 'settled' AND (call.state = 'reserved' OR call.outcome = 'lost')`;
}

function updateOf(rows: readonly object[]) {
  return sql`
    UPDATE stepwise.usage_calls AS call SET state = 'settled', outcome = row.outcome, error_code = row.error_code,
      cost_micro_usd = row.cost_micro_usd, price_version = row.price_version, input_tokens = row.input_tokens,
      output_tokens = row.output_tokens, reasoning_tokens = row.reasoning_tokens, cached_input_tokens = row.cached_input_tokens,
      cache_write_tokens = row.cache_write_tokens, estimated = row.estimated, settled_at = to_timestamp(row.settled_at / 1000.0)
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS row (id text, outcome text, error_code text, cost_micro_usd bigint,
      price_version text, input_tokens integer, output_tokens integer, reasoning_tokens integer, cached_input_tokens integer,
      cache_write_tokens integer, estimated boolean, settled_at bigint)
    WHERE call.id = row.id AND (call.state = 'reserved' OR call.outcome = 'lost')`;
}

function rowOf(call: UsageCall): object {
  return {
    id: call.id,
    organisation_id: call.organisationId,
    user_id: call.userId,
    key_id: call.keyId ?? null,
    turn_id: call.turnId,
    request_id: call.requestId,
    dialect: call.dialect,
    strategy: call.strategy,
    provider: call.provider,
    model: call.model,
    reserved_micro_usd: call.reservedMicroUsd,
    lost_micro_usd: call.lost.costMicroUsd,
    lost_input_tokens: call.lost.inputTokens,
    created_at: call.createdAt,
  };
}

function settlementRow(id: string, { usage, ...settlement }: Settlement): object {
  return {
    id,
    outcome: settlement.outcome,
    error_code: settlement.errorCode ?? null,
    cost_micro_usd: settlement.costMicroUsd ?? null,
    price_version: settlement.priceVersion ?? null,
    input_tokens: usage.inputTokens ?? null,
    output_tokens: usage.outputTokens ?? null,
    reasoning_tokens: usage.reasoningTokens ?? null,
    cached_input_tokens: usage.cachedInputTokens ?? null,
    cache_write_tokens: usage.cacheWriteTokens ?? null,
    estimated: settlement.estimated,
    settled_at: settlement.settledAt,
  };
}
