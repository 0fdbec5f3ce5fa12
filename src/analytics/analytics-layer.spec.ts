import { TurnRecorder, type TurnRecord } from '@app/analytics';
import { ManualClock, ScriptedModel } from '@app/testing';
import { TurnContext, type PlannedTurn, type TurnOrigin } from '@app/turn';
import type { AnalyticsConfig } from '../config/analytics-config';
import { AnalyticsLayer } from './analytics-layer';

const TURN = { id: 'chat_1', model: new ScriptedModel([]), strategy: 'direct' } as unknown as PlannedTurn;
const PRINCIPAL = { kind: 'key', organisationId: 'org', userId: 'me', roles: ['user'], limits: {} } as const;

describe('AnalyticsLayer', () => {
  const countedOf = (dialect: TurnOrigin['dialect'], enabled = true): TurnRecord[] => {
    const counted: TurnRecord[] = [];
    const recorder = { record: (turn: TurnRecord) => counted.push(turn) } as unknown as TurnRecorder;
    const layer = new AnalyticsLayer(recorder, { enabled } as AnalyticsConfig, new ManualClock());
    const context = new TurnContext({ requestId: 'r', dialect, principal: PRINCIPAL }, new AbortController().signal);
    layer.begin(TURN, context);
    context.end({ outcome: 'failed', totalMs: 5, error: new Error('x') });
    return counted;
  };

  it('counts what users ask, unless it is off', () => {
    expect([countedOf('native'), countedOf('openai')]).toMatchObject([
      [{ outcome: 'failed' }],
      [{ outcome: 'failed' }],
    ]);
    expect(countedOf('native', false)).toEqual([]);
  });

  it('does not count what the product asks itself, such as a warm-up of the cache', () => {
    expect(countedOf('internal')).toEqual([]);
  });
});
