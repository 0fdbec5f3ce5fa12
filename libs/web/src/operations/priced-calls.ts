import { asFailure } from '../api/api-failure';
import { requestJson } from '../api/http-client';

/** How many calls of models there were, and how many of them have no price: their cost is in no sum. */
export interface PricedCalls {
  calls: number;
  unpricedCalls: number;
}

/** A dimension of `GET /api/v1/usage`. */
type Group = 'model' | 'strategy' | 'user';

/** Calls by the values of each dimension, and all of them. */
export type PricedCallsBy = Record<Group, ReadonlyMap<string, PricedCalls>> & { all: PricedCalls };

type UsageRow = Partial<Record<Group, string>> & PricedCalls & { runningCalls: number };

/** A time: since `from`, before `to`, epoch milliseconds. */
interface Span {
  from: number;
  to: number;
}

/** Which calls of a time the ledger has a price for. Nothing for who may not read it. */
export async function readPricedCalls(span: Span, signal: AbortSignal): Promise<PricedCallsBy> {
  const [model, strategy, user] = await Promise.all([
    readBy('model', span, signal),
    readBy('strategy', span, signal),
    readBy('user', span, signal),
  ]);
  const all = { calls: 0, unpricedCalls: 0 };
  for (const { calls, unpricedCalls } of model.values()) {
    all.calls += calls;
    all.unpricedCalls += unpricedCalls;
  }
  return { model, strategy, user, all };
}

async function readBy(group: Group, { from, to }: Span, signal: AbortSignal): Promise<Map<string, PricedCalls>> {
  const { rows } = await requestJson<{ rows: UsageRow[] }>(`/api/v1/usage?groupBy=${group}&since=${from}&until=${to}`, {
    signal,
  }).catch((error: unknown) => {
    if (asFailure(error).code === 'forbidden') return { rows: [] };
    throw error;
  });
  return new Map(rows.map((row) => [row[group] ?? '', ended(row)]));
}

/** A call that runs has no cost yet, whatever its price. */
function ended({ calls, runningCalls, unpricedCalls }: UsageRow): PricedCalls {
  return { calls: Math.max(calls - runningCalls, unpricedCalls), unpricedCalls };
}

/** True when nothing of it has a price: that it cost nothing is not known. */
export function isUnpriced(costMicroUsd: number, { calls, unpricedCalls }: PricedCalls): boolean {
  return costMicroUsd === 0 && unpricedCalls > 0 && unpricedCalls >= calls;
}
