import { ManualClock } from '@app/testing';
import { describePopularQuestionsContract } from '../testing';
import { MemoryPopularQuestions } from './memory-popular-questions';

const LIMITS = { most: 10, mostBytes: 20_000, halfLifeMs: 60_000 };
let questions: MemoryPopularQuestions;

beforeEach(() => {
  questions = new MemoryPopularQuestions(new ManualClock(Date.now()), LIMITS);
});

describePopularQuestionsContract('memory', () => questions);

describe('what was asked long ago', () => {
  it('counts less, and weights stay finite', async () => {
    const clock = new ManualClock();
    const popular = new MemoryPopularQuestions(clock, LIMITS);
    const ask = (id: string, times: number): Promise<void> =>
      popular.observe([{ id, question: id, owner: 'o', times, lastAt: clock.now() }]);
    await ask('old', 100);
    clock.advance(10 * 60_000);
    await ask('new', 1);
    expect((await popular.top(2)).map(({ id }) => id)).toEqual(['new', 'old']);
    for (let i = 0; i < 100; i++) {
      clock.advance(50 * 60_000);
      await ask('new', 1);
    }
    const [first] = await popular.top(1);
    expect(first).toMatchObject({ id: 'new' });
    expect(first?.weight).toBeCloseTo(1);
  });
});
