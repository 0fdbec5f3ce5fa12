import type { TurnRecord } from '../turn-record';

/** Where the tests' time begins: the start of a day. */
export const TEST_DAY = Date.UTC(2026, 0, 15);

/** A turn of the tests. */
export function turnOf(more: Partial<TurnRecord> = {}): TurnRecord {
  return {
    organisationId: 'org_a',
    userId: 'user_a',
    endedAt: TEST_DAY,
    outcome: 'finished',
    messageType: 'answer',
    model: 'vendor/model',
    provider: 'vendor',
    strategy: 'direct',
    cacheStatus: 'miss',
    durationMs: 100,
    inputTokens: 10,
    outputTokens: 5,
    costMicroUsd: 7,
    ...more,
  };
}
