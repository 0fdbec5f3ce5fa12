import { MemoryCacheStore, MemoryPopularQuestions, writeWarmQuestion } from '@app/cache';
import { ManualClock } from '@app/testing';
import type { Principal } from '@app/kernel';
import { MostAskedService } from './most-asked.service';
import type { MostAskedDto } from './dto/most-asked.dto';
import type { TrackedQuestions } from './question-tracker';

const OPERATOR: Principal = { kind: 'key', organisationId: 'o', userId: 'operator', roles: ['operator'], limits: {} };
const HALF_LIFE_MS = 60_000;

describe('the list of the questions that are asked most', () => {
  const clock = new ManualClock();
  let popular: MemoryPopularQuestions;
  beforeEach(() => {
    popular = new MemoryPopularQuestions(clock, { most: 1_000, mostBytes: 5_000_000, halfLifeMs: HALF_LIFE_MS });
  });

  const observe = (id: string, times: number, text: string, turn: object = {}): Promise<void> => {
    const asked = {
      model: 'auto',
      strategy: 'auto',
      ...turn,
      request: { messages: [{ role: 'user', content: text }] },
    };
    const question = writeWarmQuestion({ organisationId: 'o', userId: 'operator', turn: asked });
    return popular.observe([{ id, times, question, owner: 'o/operator', lastAt: clock.now() }]);
  };
  const list = async (limit?: number, tracked: TrackedQuestions = 'all'): Promise<MostAskedDto[]> => {
    const store = new MemoryCacheStore(clock, 1_000_000);
    const service = new MostAskedService(popular, store, clock, { tracked, halfLifeMs: HALF_LIFE_MS });
    return (await service.list(limit, OPERATOR)).questions;
  };
  const keysOf = (questions: MostAskedDto[]): string[] => questions.map(({ key }) => key);

  it('tells what is still to be remembered, and reads on behind what is not', async () => {
    for (let i = 0; i < 30; i++) await observe(`private ${i}`, 100 - i, 'private');
    await observe('shared', 1, 'shared', { cache: { scope: 'organisation' } });
    expect(await list()).toHaveLength(20);
    expect(await list(40)).toHaveLength(31);
    expect(keysOf(await list(1, 'shared'))).toEqual(['shared']);
    expect(await list(40, 'off')).toEqual([]);
  });

  it('cuts texts between characters, and names the model that was asked for when nobody knows who answered', async () => {
    await observe('long', 4, `a\n\t${'😀'.repeat(300)}`);
    clock.advance(HALF_LIFE_MS);
    const [only] = await list();
    expect(only).toMatchObject({ question: `a ${'😀'.repeat(197)}…`, model: 'auto', asked: 2 });
    expect(only).not.toHaveProperty('answer');
  });
});
