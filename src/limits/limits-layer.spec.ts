import type { ChatResponse } from '@app/contracts';
import type { Principal } from '@app/kernel';
import { MemoryLimitStore, SharedLimitStore } from '@app/limits';
import { ManualClock } from '@app/testing';
import { TurnContext, type PlannedTurn, type TurnEnd, type TurnEvent } from '@app/turn';
import { loadConfig } from '../config/load-config';
import { LimitMetrics } from './limit-metrics';
import { LimitPlans } from './limit-plans';
import { LimitsLayer } from './limits-layer';
import { OpenLeases } from './open-leases';
import { RequestLimits } from './request-limits';

const PRINCIPAL: Principal = { kind: 'key', organisationId: 'org_1', userId: 'user_1', roles: ['user'], limits: {} };
const SCOPE = 'org_1/user_1';

function turn(id: string, maxOutputTokens: number, more: Partial<PlannedTurn> = {}): PlannedTurn {
  return {
    id,
    model: { descriptor: {} },
    strategy: 'direct',
    settings: { samples: 5, rounds: 2 },
    request: { messages: [{ role: 'user', content: 'x'.repeat(35) }], stream: false, maxOutputTokens },
    ...more,
  } as PlannedTurn;
}

const finished = (usage: ChatResponse['usage'], status: ChatResponse['cache']['status'] = 'miss'): TurnEnd =>
  ({ outcome: 'finished', totalMs: 1, finish: { response: { usage, cache: { status } } } }) as TurnEnd;

const FAILED: TurnEnd = { outcome: 'failed', totalMs: 1, error: new Error() };
const ABORTED: TurnEnd = { outcome: 'aborted', totalMs: 1 };

describe('the limits of chat', () => {
  let clock: ManualClock;
  let store: SharedLimitStore;
  let layer: LimitsLayer;
  let plans: LimitPlans;

  beforeEach(() => {
    clock = new ManualClock();
    store = new SharedLimitStore(new MemoryLimitStore(clock), new MemoryLimitStore(clock), {
      processes: () => 1,
      nowMs: () => clock.monotonicMs(),
      newId: () => 'repayment',
      wasNotDone: () => true,
    });
    const { limits } = loadConfig({ RATE_LIMIT_TOKENS: '1000', RATE_LIMIT_CONCURRENCY: '2' });
    plans = new LimitPlans(limits);
    const requests = new RequestLimits(store, plans, new LimitMetrics(store));
    layer = new LimitsLayer(requests, store, new OpenLeases(store), clock);
  });

  const headers: Record<string, string> = {};
  const begin = async (planned: PlannedTurn, dialect: 'native' | 'internal' = 'native'): Promise<TurnContext> => {
    const setHeader = (name: string, value: string): void => void (headers[name] = value);
    const origin = { requestId: 'req_1', principal: PRINCIPAL, dialect, setHeader };
    const context = new TurnContext(origin, new AbortController().signal);
    layer.begin(planned, context);
    const events: AsyncIterable<TurnEvent> = { [Symbol.asyncIterator]: () => ({ next: jest.fn() }) };
    await layer.handle(planned, context, () => Promise.resolve(events));
    return context;
  };
  const end = async (context: TurnContext, turnEnd: TurnEnd): Promise<void> => {
    context.end(turnEnd);
    for (let i = 0; i < 10; i++) await Promise.resolve();
  };
  /** Tokens left, and chats running. */
  const state = async () => {
    const { rates, openLeases } = await store.look(SCOPE, [plans.ofUsers.tokens!], ['chat']);
    return { tokens: rates[0]?.remaining, running: openLeases[0] };
  };

  it('reserve the most that a chat may come to, and settle what it came to', async () => {
    const context = await begin(turn('a', 486));
    expect(await state()).toEqual({ tokens: 500, running: 1 });
    await end(context, finished({ inputTokens: 20, outputTokens: 30 }));
    expect(await state()).toEqual({ tokens: 950, running: 0 });
  });

  it('count every call that a strategy may make', async () => {
    const context = await begin(turn('a', 86, { strategy: 'self-consistency' }));
    expect(await state()).toMatchObject({ tokens: 500 });
    await end(context, finished({ inputTokens: 70 }));
    expect(await state()).toMatchObject({ tokens: 930 });
  });

  it.each([
    ['nothing for an answer from the cache', finished({ inputTokens: 20, outputTokens: 30 }, 'hit'), 1_000],
    ['nothing when a provider refused', FAILED, 1_000],
    ['what was sent and came back when the reader left', ABORTED, 976],
  ])('charge %s', async (what, turnEnd, left) => {
    const context = await begin(turn('a', 100));
    if (what.includes('reader')) context.tell({ type: 'answer-delta', text: 'y'.repeat(35) });
    await end(context, turnEnd);
    expect((await state()).tokens).toBe(left);
  });

  it('charge what goes beyond the reservation too', async () => {
    const context = await begin(turn('a', 10));
    await end(context, finished({ inputTokens: 1_000, outputTokens: 200 }));
    await expect(begin(turn('b', 1))).rejects.toMatchObject({ code: 'rate_limited' });
    expect(headers['RateLimit-Policy']).toBe('1000;w=60;burst=1000;comment="tokens"');
  });

  it('refuse one chat more than may run, and tell why', async () => {
    const contexts = [await begin(turn('a', 1)), await begin(turn('b', 1))];
    await expect(begin(turn('c', 1))).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: 1_000 });
    await end(contexts[0]!, ABORTED);
    await begin(turn('c', 1));
    expect((await state()).running).toBe(2);
  });

  it('leave what the product asks itself alone', async () => {
    await begin(turn('a', 486), 'internal');
    expect(await state()).toEqual({ tokens: 1_000, running: 0 });
  });
});
