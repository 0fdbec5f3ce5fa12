import { TurnRecorder, type TurnRecord } from '@app/analytics';
import { ManualClock, ScriptedModel } from '@app/testing';
import { TurnContext, type PlannedTurn, type TurnOrigin } from '@app/turn';
import type { AnalyticsConfig } from '../config/analytics-config';
import { AnalyticsLayer } from './analytics-layer';

const TURN = { id: 'chat_1', model: new ScriptedModel([]), strategy: 'direct' } as unknown as PlannedTurn;
const PRINCIPAL = { kind: 'key', organisationId: 'org', userId: 'me', roles: ['user'], limits: {} } as const;

describe('AnalyticsLayer', () => {
  const CALL = { usage: { inputTokens: 12, outputTokens: 9 }, costMicroUsd: 114, estimated: false };
  const LATE = { usage: { inputTokens: 12, outputTokens: 2 }, costMicroUsd: 44, estimated: true };
  const countedOf = (dialect: TurnOrigin['dialect'], enabled = true): TurnRecord[] => {
    const counted: TurnRecord[] = [];
    const recorder = { record: (turn: TurnRecord) => counted.push(turn) } as unknown as TurnRecorder;
    const layer = new AnalyticsLayer(recorder, { enabled } as AnalyticsConfig, new ManualClock());
    const context = new TurnContext({ requestId: 'r', dialect, principal: PRINCIPAL }, new AbortController().signal);
    layer.begin(TURN, context);
    context.tellCall(CALL);
    const fork = context.fork(new AbortController().signal);
    context.end({ outcome: 'failed', totalMs: 5, error: new Error('x') });
    fork.tellCall(LATE);
    return counted;
  };

  it('counts what users ask with what it cost, also what it cost after its end, unless it is off', () => {
    const turn = {
      outcome: 'failed',
      errorCode: 'internal_error',
      inputTokens: 12,
      outputTokens: 9,
      costMicroUsd: 114,
    };
    const late = { userId: 'me', isLate: true, inputTokens: 12, outputTokens: 2, costMicroUsd: 44 };
    for (const dialect of ['native', 'openai'] as const) {
      const counted = countedOf(dialect);
      expect(counted).toMatchObject([turn, late]);
      expect(counted[0]).not.toHaveProperty('isLate');
    }
    expect(countedOf('native', false)).toEqual([]);
  });

  it('does not count what the product asks itself, such as a warm-up of the cache', () => {
    expect(countedOf('internal')).toEqual([]);
  });
});
