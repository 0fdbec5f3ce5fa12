import { questionBytes, type ObservedQuestion, type PopularQuestions } from '../popular/popular-questions';

const ROUNDING = 1e-9;

const asked = (id: string, times = 1, more: Partial<ObservedQuestion> = {}): ObservedQuestion => ({
  id,
  question: `text of ${id}`,
  owner: 'alice',
  times,
  lastAt: Date.now(),
  ...more,
});

/** What every {@link PopularQuestions} with room for 10, and for 20,000 bytes, does, while next to nothing decays. It is empty before each test. */
export function describePopularQuestionsContract(name: string, open: () => PopularQuestions): void {
  describe(`popular questions in ${name}`, () => {
    describeCounting(open);
    describeReading(open);
  });
}

function describeCounting(open: () => PopularQuestions): void {
  it('come by how often they were asked, and by when', async () => {
    await open().observe([asked('a', 3), asked('b', 7), asked('c')]);
    await open().observe([asked('a', 2)]);
    const top = await open().top(2);
    expect(top.map(({ id }) => id)).toEqual(['b', 'a']);
    expect(top[0]?.question).toBe('text of b');
    expect(top[1]?.weight).toBeCloseTo(5, 1);
    await open().observe([asked('d', 1, { lastAt: Date.now() + 5 })]);
    expect((await open().recent(1)).map(({ id }) => id)).toEqual(['d']);
  });

  it('are found although many more are asked than there is room for, and none of them is undercounted', async () => {
    for (let round = 0; round < 30; round++) {
      const rare = Array.from({ length: 20 }, (_, i) => asked(`rare ${round} ${i}`));
      await open().observe([...rare, asked('often', 10), asked('very often', 20)]);
    }
    const top = await open().top(100);
    expect(top).toHaveLength(10);
    for (const { id, weight, overcount } of top) {
      const times = id === 'very often' ? 600 : id === 'often' ? 300 : 1;
      // Within one millisecond nothing decays that would hide how sums of such numbers are rounded.
      expect([overcount > 0, weight - overcount <= times * (1 + ROUNDING)]).toEqual([true, true]);
    }
    expect(top.slice(0, 2).map(({ id }) => id)).toEqual(['very often', 'often']);
    expect(top[0]?.weight).toBeGreaterThanOrEqual(599);
    expect((await open().recent(100)).length).toBeLessThanOrEqual(10);
  });

  it('take no more than they may, however long they are', async () => {
    for (let round = 0; round < 5; round++) {
      const long = Array.from({ length: 5 }, (_, i) => asked(`long ${round} ${i}`, 1, { question: 'x'.repeat(4_000) }));
      await open().observe([asked('often', 9), ...long]);
    }
    const kept = new Map([...(await open().top(100)), ...(await open().recent(100))].map((one) => [one.id, one]));
    const bytes = [...kept.values()].reduce((sum, { question }) => sum + questionBytes(question), 0);
    expect(bytes).toBeLessThanOrEqual(20_000);
    expect(bytes).toBeGreaterThan(10_000);
    expect((await open().top(1)).map(({ id }) => id)).toEqual(['often']);
    await open().forget('alice');
    await open().observe(Array.from({ length: 10 }, (_, i) => asked(`short ${i}`)));
    expect(await open().top(100)).toHaveLength(10);
  });
}

function describeReading(open: () => PopularQuestions): void {
  it('come in parts, one after the other', async () => {
    await open().observe(['a', 'b', 'c', 'd', 'e'].map((id, i) => asked(id, 5 - i, { lastAt: Date.now() - i })));
    for (const list of ['top', 'recent'] as const) {
      const whole = await open()[list](10);
      const parts = [await open()[list](2), await open()[list](2, 2), await open()[list](2, 4)];
      expect(parts.flat().map(({ id, rank }) => [id, rank])).toEqual(whole.map(({ id }, rank) => [id, rank]));
      expect(whole).toHaveLength(5);
      expect(await open()[list](2, 5)).toEqual([]);
    }
  });

  it('come with the time they were asked last, and their weight is exact while there is room', async () => {
    const lastAt = Date.now() - 5_000;
    await open().observe([asked('a', 2, { lastAt: lastAt - 1 })]);
    await open().observe([asked('a', 1, { lastAt })]);
    expect(await open().top(1)).toMatchObject([{ id: 'a', lastAt, overcount: 0 }]);
    expect(await open().recent(1)).toMatchObject([{ id: 'a', lastAt, weight: lastAt, overcount: 0 }]);
  });

  it('come of some owners alone when that is asked, with their ranks among all', async () => {
    const owners = ['org_1/a', 'org_2/b', 'org_1/c', 'org_10/d', '"org_1/e'];
    await open().observe(owners.map((owner, i) => asked(owner, 9 - i, { owner })));
    const ranks = async (...args: [number, number?, string?]): Promise<[string, number][]> =>
      (await open().top(...args)).map(({ id, rank }) => [id, rank]);
    expect(await ranks(10, 0, 'org_1/')).toEqual([
      ['org_1/a', 0],
      ['org_1/c', 2],
    ]);
    expect(await ranks(1, 1, 'org_1/')).toEqual([['org_1/c', 2]]);
    expect(await ranks(10, 0, '"org_1/')).toEqual([['"org_1/e', 4]]);
    expect(await ranks(10, 0, 'org_3/')).toEqual([]);
    expect(await ranks(10)).toHaveLength(5);
  });

  it('are forgotten with their owner', async () => {
    await open().observe([asked('a'), asked('b', 1, { owner: 'bob' }), asked('c')]);
    expect(await open().forget('alice')).toBe(2);
    expect((await open().top(10)).map(({ id }) => id)).toEqual(['b']);
    expect((await open().recent(10)).map(({ id }) => id)).toEqual(['b']);
    expect(await open().forget('nobody')).toBe(0);
  });
}
