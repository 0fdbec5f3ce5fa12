import type { ChatResponse } from '@app/contracts';
import { AppError } from '@app/kernel';
import { ScriptedModel } from '@app/testing';
import { TurnContext, type PlannedTurn, type TurnEnd } from '@app/turn';
import { addCall, toTurnRecord } from './to-turn-record';

const TURN = {
  id: 'chat_1',
  model: new ScriptedModel([]),
  strategy: 'direct',
} as unknown as PlannedTurn;
const CONTEXT = new TurnContext(
  {
    requestId: 'req_1',
    dialect: 'native',
    principal: { kind: 'key', organisationId: 'org', userId: 'me', roles: ['user'], limits: {} },
  },
  new AbortController().signal,
);

function finished(response: Partial<ChatResponse>, toolCalls: unknown[] = []): TurnEnd {
  const whole = {
    provider: 'up',
    model: 'up/plain',
    strategy: 'cot',
    usage: { inputTokens: 12, outputTokens: 9, costMicroUsd: 114 },
    cache: { status: 'miss' },
    ...response,
  };
  const finish = { type: 'finish', response: whole, toolCalls, opaqueReasoning: [] };
  return { outcome: 'finished', totalMs: 50, firstTextMs: 20, finish } as unknown as TurnEnd;
}

const recordOf = (end: TurnEnd) => toTurnRecord(TURN, CONTEXT, end, 1_000);

describe('the record of a turn', () => {
  it('holds what a finished turn was', () => {
    expect(recordOf(finished({}))).toEqual({
      organisationId: 'org',
      userId: 'me',
      endedAt: 1_000,
      durationMs: 50,
      firstTokenMs: 20,
      outcome: 'finished',
      messageType: 'answer',
      provider: 'up',
      model: 'up/plain',
      strategy: 'cot',
      cacheStatus: 'miss',
    });
  });

  it('sums what calls used, as far as it is known', () => {
    const use = addCall({}, { usage: { inputTokens: 12, outputTokens: 9 }, costMicroUsd: 114, estimated: false });
    const unpriced = { usage: { inputTokens: 1, reasoningTokens: 2 }, costMicroUsd: undefined, estimated: true };
    expect(addCall(use, unpriced)).toEqual({
      inputTokens: 13,
      outputTokens: 9,
      reasoningTokens: 2,
      costMicroUsd: 114,
    });
  });

  it('counts what an answer from the cache saved, and no use', () => {
    const usage = { inputTokens: 12, outputTokens: 9, costMicroUsd: 0 };
    const record = recordOf(finished({ usage, cache: { status: 'hit', layer: 'redis', savedMicroUsd: 114 } }));
    expect(record).toMatchObject({ cacheStatus: 'hit', savedTokens: 21, savedMicroUsd: 114 });
    expect(record).not.toHaveProperty('costMicroUsd');
    expect(record).not.toHaveProperty('inputTokens');
  });

  it('tells kinds of answers apart', () => {
    const steps = [{ index: 0, thought: 'x', timestamp: 0, source: 'native' as const }];
    expect(recordOf(finished({ reasoningSteps: steps })).messageType).toBe('reasoned');
    expect(recordOf(finished({}, [{}])).messageType).toBe('tool-calls');
  });

  it.each<[TurnEnd, object]>([
    [
      { outcome: 'aborted', totalMs: 5 },
      { outcome: 'aborted', messageType: 'none' },
    ],
    [
      { outcome: 'failed', totalMs: 5, error: new AppError('provider_timeout', 'x') },
      { outcome: 'failed', errorCode: 'provider_timeout' },
    ],
    [
      { outcome: 'failed', totalMs: 5, error: new TypeError('x') },
      { outcome: 'failed', errorCode: 'internal_error' },
    ],
    [
      { outcome: 'failed', totalMs: 5, error: new AppError('rate_limited', 'x') },
      { outcome: 'refused', errorCode: 'rate_limited' },
    ],
  ])('tells how %j ended', (end, expected) => {
    expect(recordOf(end)).toMatchObject(expected);
  });
});
