import type { ArchiveQuery, ArchiveStore } from '../archive-store';
import { CellTable, OTHER } from '../cell';
import { GRAIN_MS } from '../grain';
import type { BucketCopy } from '../live-store';
import type { TurnRecord } from '../turn-record';
import { TEST_DAY, turnOf } from './turn-of';

let organisations = 0;

/** What every {@link ArchiveStore} does. The store may hold what earlier runs left. */
export function describeArchiveStoreContract(name: string, open: () => ArchiveStore): void {
  describe(`the archive in ${name}`, () => {
    describeCopies(open);
    describeQuestions(open);
  });
}

/** Each test has an organisation of its own: the store may hold what earlier ones left. */
function fixtureOf(open: () => ArchiveStore) {
  let organisationId = '';
  beforeEach(() => {
    organisationId = `org_${process.pid}_${Date.now()}_${++organisations}`;
  });
  const copyOf = (turns: Partial<TurnRecord>[], more: Partial<BucketCopy> = {}): BucketCopy => {
    const table = new CellTable();
    for (const turn of turns) table.count(turnOf({ organisationId, ...turn }));
    const name = { organisationId, grain: 'hour', start: TEST_DAY } as const;
    return { ...name, version: 1, generation: 'g1', cells: table.list(), ...more };
  };
  const query = (more: Partial<ArchiveQuery> = {}): ArchiveQuery => ({
    organisationId,
    grain: 'hour',
    from: TEST_DAY,
    to: TEST_DAY + GRAIN_MS.day,
    except: [],
    dimension: 'all',
    ...more,
  });
  const requests = async (more: Partial<ArchiveQuery> = {}): Promise<number> =>
    (await open().series(query(more))).reduce((sum, { totals }) => sum + totals.requests, 0);
  return { copyOf, query, requests };
}

function describeCopies(open: () => ArchiveStore): void {
  const { copyOf, query, requests } = fixtureOf(open);

  it('gives back what it was given', async () => {
    const turns = [{ firstTokenMs: 3 }, { durationMs: 5_000, model: 'b', savedMicroUsd: 9, savedTokens: 2 }];
    const copy = copyOf(turns);
    await open().put([copy]);
    for (const dimension of ['all', 'model', 'user', 'outcome'] as const) {
      const expected = copy.cells.filter((cell) => cell.dimension === dimension);
      const found = await open().series(query({ dimension }));
      expect(found.map(({ start: _, ...cell }) => cell).sort(byValue)).toEqual([...expected].sort(byValue));
    }
  });

  it('replaces a copy by a newer one, whatever comes first, and adds nothing to it', async () => {
    const copies = [3, 1, 2, 3, 1].map((version) =>
      copyOf(
        Array.from({ length: version }, () => ({})),
        { version },
      ),
    );
    for (const copy of copies) await open().put([copy]);
    expect(await requests()).toBe(3);
    await Promise.all(copies.map((copy) => open().put([copy])));
    expect(await requests()).toBe(3);
  });

  it('sums the lives of a bucket, and leaves out those it is told to', async () => {
    await open().put([copyOf([{}, {}]), copyOf([{}], { generation: 'g2' })]);
    expect(await requests()).toBe(3);
    expect(await requests({ except: [{ start: TEST_DAY, generation: 'g2' }] })).toBe(2);
    expect(await requests({ except: [{ start: TEST_DAY + 1, generation: 'g2' }] })).toBe(3);
  });
}

function describeQuestions(open: () => ArchiveStore): void {
  const { copyOf, query, requests } = fixtureOf(open);

  it('reads the buckets of the range and the grain, in their order', async () => {
    const later = TEST_DAY + GRAIN_MS.hour;
    await open().put([copyOf([{}], { start: later }), copyOf([{}]), copyOf([{}], { grain: 'minute' })]);
    expect((await open().series(query())).map(({ start }) => start)).toEqual([TEST_DAY, later]);
    expect(await requests({ to: later })).toBe(1);
    expect(await requests({ from: later })).toBe(1);
    expect(await requests({ dimension: 'model', value: 'none' })).toBe(0);
  });

  it('finds the greatest values over all buckets, and those that are named', async () => {
    const many = (model: string, count: number) => Array.from({ length: count }, () => ({ model }));
    await open().put([
      copyOf([...many('a', 3), ...many('b', 2), ...many('c', 1)]),
      copyOf([...many('a', 1), ...many('b', 5)], { start: TEST_DAY + GRAIN_MS.hour }),
    ]);
    const top = { ...query({ dimension: 'model' }), by: 'requests', limit: 1 } as const;
    const found = await open().top({ ...top, also: ['c', 'none'] });
    expect(found.map(({ value, totals }) => [value, totals.requests]).sort()).toEqual([
      ['b', 7],
      ['c', 1],
    ]);
  });

  it('counts different values once', async () => {
    const users = ['one', 'two', OTHER].map((userId) => ({ userId }));
    await open().put([copyOf(users), copyOf(users, { start: TEST_DAY + GRAIN_MS.hour })]);
    expect(await open().countValues(query({ dimension: 'user' }))).toBe(2);
  });

  it('forgets one user, and not what all came to', async () => {
    await open().put([copyOf([{ userId: 'one' }, { userId: 'two' }])]);
    expect(await open().forgetUser(query().organisationId, 'one')).toBe(1);
    expect(await requests({ dimension: 'user' })).toBe(1);
    expect(await requests()).toBe(2);
  });

  it('deletes what is older than its retention', async () => {
    await open().put([copyOf([{}]), copyOf([{}], { start: TEST_DAY + 3 * GRAIN_MS.hour })]);
    const keepFor = { minute: GRAIN_MS.day, hour: 2 * GRAIN_MS.hour, day: GRAIN_MS.day };
    expect(await open().prune(TEST_DAY + 4 * GRAIN_MS.hour, keepFor)).toBeGreaterThan(0);
    expect(await requests()).toBe(1);
  });
}

function byValue(one: { value: string }, other: { value: string }): number {
  return one.value < other.value ? -1 : 1;
}
