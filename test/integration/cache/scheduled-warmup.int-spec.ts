import { MemoryPopularQuestions, writeWarmQuestion } from '@app/cache';
import { RandomIdGenerator, SystemClock } from '@app/kernel';
import { createRedis, RedisStore } from '@app/storage';
import type { TurnEvent } from '@app/turn';
import type { Job } from 'bull';
import { ScheduledWarmups } from '../../../src/warmup/scheduled-warmups';
import { WarmupMetrics } from '../../../src/warmup/warmup-metrics';
import { WarmupStore } from '../../../src/warmup/warmup-store';
import { WarmupTurns } from '../../../src/warmup/warmup-turns';
import { WarmupWorker } from '../../../src/warmup/warmup-worker';
import { WarmupProcessor } from '../../../src/warmup/warmup.processor';
import { RedisProcess } from '../../redis-servers/redis-process';
import { eventually } from '../storage/store-fixture';

const clock = new SystemClock();

class Turns extends WarmupTurns {
  onAsked = (): void => undefined;

  async *run(): AsyncIterable<TurnEvent> {
    this.onAsked();
    const response = { cache: { status: 'miss' }, usage: {} };
    yield await Promise.resolve({ type: 'finish', response } as unknown as TurnEvent);
  }
}

/** A repetition as Bull makes it: its data is that of the job before it. */
function repetition(number: number, data: unknown): Job {
  const job = {
    id: `repeat:cache-warmup:${number}`,
    timestamp: number,
    opts: { repeat: { every: 1_000 } },
    data,
    update: (next: unknown) => Promise.resolve(void (job.data = next)),
    progress: () => Promise.resolve(),
  };
  return job as unknown as Job;
}

describe('warm-ups by the clock', () => {
  let server: RedisProcess;
  let store: WarmupStore;
  let redis: RedisStore;
  const turns = new Turns();
  const popular = new MemoryPopularQuestions(clock, { most: 10, mostBytes: 20_000, halfLifeMs: 60_000 });
  const config = { everyMs: 1_000, limit: 10, maxRequests: 10 };

  const processor = (): WarmupProcessor =>
    new WarmupProcessor(
      new WarmupWorker(turns, popular, clock),
      store,
      new ScheduledWarmups(config, store, clock, new RandomIdGenerator()),
      new WarmupMetrics(),
    );
  const states = async (): Promise<string[]> => (await store.list('')).map(({ state }) => state.status);

  beforeAll(async () => {
    server = await RedisProcess.start();
    redis = new RedisStore(createRedis({ url: server.url }));
    await eventually(() => redis.command('PING'));
    store = new WarmupStore(redis);
    const turn = { model: 'auto', request: { messages: [{ role: 'user', content: 'a' }] } };
    const question = writeWarmQuestion({ organisationId: 'org_1', userId: 'user_1', turn });
    await popular.observe([{ id: 'a', question, owner: 'o', times: 1, lastAt: clock.now() }]);
  });
  beforeEach(() => redis.command('FLUSHALL'));
  afterAll(async () => {
    await redis.close();
    await server.remove();
  });

  it('are each their own, whatever the data of the one before', async () => {
    const first = repetition(1, { warmupId: '' });
    await processor().run(first);
    expect(await states()).toEqual(['finished']);
    await processor().run(repetition(2, first.data));
    expect(await states()).toEqual(['finished', 'finished']);
    const [newest] = await store.list('');
    await processor().run(repetition(3, { warmupId: newest?.plan.id }));
    expect(await states()).toEqual(['finished', 'finished', 'finished']);
  });

  it('are the same ones when their job is taken up again', async () => {
    const job = repetition(4, { warmupId: '' });
    const lost = processor();
    turns.onAsked = () => {
      lost.onModuleDestroy();
      throw new Error('lost');
    };
    await expect(lost.run(job)).rejects.toThrow('The worker stops.');
    turns.onAsked = () => undefined;
    expect(await states()).toEqual(['running']);
    await processor().run(job);
    await processor().run(job);
    expect(await states()).toEqual(['finished']);
  });

  it('are each their own after each start, though their jobs have one id', async () => {
    for (const timestamp of [5, 6]) {
      await processor().run(Object.assign(repetition(5, { warmupId: '' }), { timestamp, opts: {} }));
    }
    expect(await states()).toEqual(['finished', 'finished']);
  });
});
