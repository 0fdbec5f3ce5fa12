import { MemoryPopularQuestions, writeWarmQuestion } from '@app/cache';
import { AppError, SystemClock } from '@app/kernel';
import type { ChatTurn, TurnContext, TurnEvent } from '@app/turn';
import { QUEUED, type WarmupPlan, type WarmupState } from './warmup';
import { WarmupTurns } from './warmup-turns';
import { WarmupWorker, type WarmupWatch } from './warmup-worker';

const clock = new SystemClock();
const PLAN: WarmupPlan = {
  id: 'warmup_1',
  organisationId: 'org_small',
  createdAt: 0,
  source: 'popular',
  limit: 10,
  concurrency: 1,
  maxRequests: 100,
};

class Turns extends WarmupTurns {
  readonly asked: string[] = [];

  async *run(turn: ChatTurn, _context: TurnContext): AsyncIterable<TurnEvent> {
    this.asked.push(String(turn.request.messages[0]?.content));
    if (turn.request.messages[0]?.content === 'bad') throw new AppError('provider_rejected', 'no');
    const response = { cache: { status: 'miss' }, usage: { costMicroUsd: 5 } };
    yield await Promise.resolve({ type: 'finish', response } as unknown as TurnEvent);
  }
}

const text = (message: string, organisationId = 'org_small'): string =>
  writeWarmQuestion({
    organisationId,
    userId: 'user_1',
    turn: { model: 'auto', request: { messages: [{ role: 'user', content: message }] } },
  });

const watch = (): WarmupWatch & { states: WarmupState[] } => {
  const states: WarmupState[] = [];
  return {
    states,
    progress: (state) => Promise.resolve(void states.push(state)),
    isCancelled: () => Promise.resolve(false),
    signal: new AbortController().signal,
  };
};

describe('the worker of warm-ups', () => {
  const popular = new MemoryPopularQuestions(clock, { most: 1_000, mostBytes: 1_000_000, halfLifeMs: 60_000 });

  it('finds what is popular in a small organisation beside a busy one', async () => {
    const observed = (id: string, question: string, times: number): Promise<void> =>
      popular.observe([{ id, question, owner: 'o', times, lastAt: clock.now() }]);
    for (let i = 0; i < 3; i++) await observed(`small ${i}`, text(`small ${i}`), 3 - i);
    for (let i = 0; i < 20; i++) await observed(`busy ${i}`, text(`busy ${i}`, 'org_busy'), 100);
    for (const source of ['popular', 'recent'] as const) {
      const turns = new Turns();
      const ended = await new WarmupWorker(turns, popular, clock).run({ ...PLAN, source, limit: 2 }, QUEUED, watch());
      expect(ended).toMatchObject({ status: 'finished', total: 2, made: 2 });
      expect(turns.asked).toEqual(source === 'popular' ? ['small 1', 'small 0'] : ['small 1', 'small 2']);
    }
  });

  it('reads no more of what is remembered than it needs, part by part', async () => {
    const read: [limit: number, from: number | undefined][] = [];
    class Read extends MemoryPopularQuestions {
      override top(limit: number, from?: number): ReturnType<MemoryPopularQuestions['top']> {
        read.push([limit, from]);
        return super.top(limit, from);
      }
    }
    const many = new Read(clock, { most: 10_000, mostBytes: 10_000_000, halfLifeMs: 60_000 });
    const observed = (id: string, organisationId: string, times: number): Promise<void> =>
      many.observe([{ id, question: text(id, organisationId), owner: 'o', times, lastAt: clock.now() }]);
    for (let i = 0; i < 700; i++) await observed(`busy ${i}`, 'org_busy', 100);
    for (let i = 0; i < 900; i++) await observed(`small ${i}`, 'org_small', 10);
    const totalOf = async (limit: number): Promise<number> =>
      (await new WarmupWorker(new Turns(), many, clock).run({ ...PLAN, limit }, QUEUED, watch())).total;
    expect(await totalOf(100)).toBe(100);
    expect(read).toEqual([
      [500, 0],
      [500, 500],
    ]);
    expect(await totalOf(5_000)).toBe(900);
    expect(read.slice(2).map(([, from]) => from)).toEqual([0, 500, 1_000, 1_500, 1_600]);
  });

  it('goes on with the budget that is left when it is taken up again', async () => {
    const turns = new Turns();
    const plan: WarmupPlan = {
      ...PLAN,
      source: 'list',
      maxRequests: 4,
      questions: ['a', 'bad', 'c', 'd', 'e'].map((message) => text(message)),
    };
    const before: WarmupState = {
      ...QUEUED,
      status: 'running',
      total: 5,
      done: 3,
      fresh: 1,
      made: 1,
      failed: 1,
      costMicroUsd: 7,
      startedAt: 1,
    };
    const seen = watch();
    const ended = await new WarmupWorker(turns, popular, clock).run(plan, before, seen);
    expect(turns.asked).toEqual(['a', 'bad']);
    expect(ended).toMatchObject({ status: 'budget', made: 2, failed: 2, costMicroUsd: 12, startedAt: 1 });
    expect(seen.states[0]).toMatchObject({ status: 'running', done: 0, fresh: 0, made: 1, failed: 1 });
  });
});
