import { MAX_VALUES, OTHER } from '../cell';
import { GRAIN_MS, type Grain } from '../grain';
import type { LiveStore } from '../live-store';
import { toBatches } from '../to-batches';
import type { TurnRecord } from '../turn-record';
import { TEST_DAY, turnOf } from './turn-of';

let organisations = 0;
let ids = 0;

/** What every {@link LiveStore} does. The store may hold what earlier runs left. */
export function describeLiveStoreContract(name: string, open: () => LiveStore): void {
  describe(`the live store in ${name}`, () => {
    describeCounting(open);
    describeBounds(open);
  });
}

/** Each test has an organisation of its own: the store may hold what earlier ones left. */
function fixtureOf(open: () => LiveStore) {
  let organisationId = '';
  beforeEach(() => {
    organisationId = `org_${process.pid}_${Date.now()}_${++organisations}`;
  });
  const batchesOf = (turns: Partial<TurnRecord>[]) =>
    toBatches(
      turns.map((turn) => turnOf({ organisationId, ...turn })),
      () => `batch_${++ids}`,
    );
  const read = async (grain: Grain, start = TEST_DAY) =>
    (await open().read([{ organisationId, grain, start }])).flatMap(({ cells }) => cells);
  const requests = async (grain: Grain, dimension: string, value: string) =>
    (await read(grain)).find((cell) => cell.dimension === dimension && cell.value === value)?.totals.requests;
  return { batchesOf, read, requests, organisation: () => organisationId };
}

function describeCounting(open: () => LiveStore): void {
  const { batchesOf, read, requests, organisation } = fixtureOf(open);

  it('counts a turn in its second, minute, hour and day, by everything that it is told apart by', async () => {
    await open().add(batchesOf([{}, { outcome: 'failed', errorCode: 'provider_timeout', firstTokenMs: 20 }]));
    for (const grain of ['second', 'minute', 'hour', 'day'] as const) {
      expect(await requests(grain, 'all', '')).toBe(2);
      expect(await requests(grain, 'outcome', 'failed')).toBe(1);
      expect(await requests(grain, 'error', 'provider_timeout')).toBe(1);
    }
    const [all] = (await read('day')).filter(({ dimension }) => dimension === 'all');
    expect(all?.totals).toMatchObject({ requests: 2, errors: 1, inputTokens: 20, costMicroUsd: 14, latencyMs: 200 });
    expect([...(all?.latency.values() ?? [])]).toEqual([2]);
    expect([...(all?.firstToken.values() ?? [])]).toEqual([1]);
  });

  it('counts users by minute, hour and day', async () => {
    await open().add(batchesOf([{ userId: 'one' }, { userId: 'two' }, { userId: 'two' }]));
    expect(await requests('hour', 'user', 'two')).toBe(2);
    expect(await requests('second', 'user', 'two')).toBeUndefined();
    await open().add(batchesOf([{ userId: 'three', endedAt: TEST_DAY + GRAIN_MS.hour }]));
    const hours = [TEST_DAY, TEST_DAY + GRAIN_MS.hour];
    expect(await open().countUsers(organisation(), 'hour', hours.slice(0, 1))).toBe(2);
    expect(await open().countUsers(organisation(), 'hour', hours)).toBe(3);
    expect(await open().countUsers(organisation(), 'day', [TEST_DAY])).toBe(3);
  });

  it('adds a batch once, however often and however many at once it is given', async () => {
    const batches = batchesOf([{}, {}, {}]);
    await Promise.all([open().add(batches), open().add(batches), open().add(batches)]);
    await open().add(batches);
    expect(await requests('day', 'all', '')).toBe(3);
  });

  it('keeps organisations apart, and reads one dimension alone', async () => {
    await open().add(batchesOf([{}, { organisationId: `${organisation()}x` }]));
    expect(await requests('day', 'all', '')).toBe(1);
    const [copy] = await open().read([{ organisationId: organisation(), grain: 'day', start: TEST_DAY }], 'model');
    expect(copy?.cells.map(({ dimension, value }) => [dimension, value])).toEqual([['model', 'vendor/model']]);
    expect(await open().read([{ organisationId: `${organisation()}y`, grain: 'day', start: TEST_DAY }])).toEqual([]);
  });
}

function describeBounds(open: () => LiveStore): void {
  const { batchesOf, read, requests, organisation } = fixtureOf(open);

  it('forgets the name of a user, and not what all came to', async () => {
    await open().add(batchesOf([{ userId: 'one' }, { userId: 'two' }]));
    await open().forgetUser(organisation(), 'one', TEST_DAY);
    for (const grain of ['minute', 'hour', 'day'] as const) {
      expect(await requests(grain, 'user', 'one')).toBeUndefined();
      expect(await requests(grain, 'user', 'two')).toBe(1);
      expect(await requests(grain, 'all', '')).toBe(2);
    }
  });

  it('keeps any text as a value', async () => {
    const models = ['a|b', '#|model', '@v', 'ünï code ☃', 'requests|model|x', '}{*?'];
    await open().add(batchesOf(models.map((model) => ({ model }))));
    const found = (await read('day')).filter(({ dimension }) => dimension === 'model');
    expect(found.map(({ value }) => value).sort()).toEqual([...models].sort());
    expect(found.every(({ totals }) => totals.requests === 1)).toBe(true);
  });

  it('counts for no value of its own what is beyond the most, and leaves nothing out', async () => {
    const count = MAX_VALUES.model + 50;
    await open().add(batchesOf(Array.from({ length: count }, (_, index) => ({ model: `model-${index}` }))));
    await open().add(batchesOf([{ model: 'model-0' }, { model: 'late' }]));
    const models = (await read('hour')).filter(({ dimension }) => dimension === 'model');
    expect(models.length).toBe(MAX_VALUES.model + 1);
    expect(models.reduce((sum, { totals }) => sum + totals.requests, 0)).toBe(count + 2);
    expect(models.find(({ value }) => value === OTHER)?.totals.requests).toBe(51);
  });

  it('tells what is to be rolled up until it was, also when it changed meanwhile', async () => {
    const store = open();
    await store.add(batchesOf([{}]));
    expect(await store.unsettled(organisation(), 'minute')).toEqual([TEST_DAY]);
    const later = TEST_DAY + 2 * GRAIN_MS.day;
    const own = (await store.due(later, 100_000)).filter((bucket) => bucket.organisationId === organisation());
    expect(own.map(({ grain }) => grain).sort()).toEqual(['day', 'hour', 'minute']);
    expect((await store.due(TEST_DAY, 100_000)).filter((b) => b.organisationId === organisation())).toEqual([]);

    const copies = await store.read(own);
    await store.add(batchesOf([{}]));
    await store.settle(copies, later);
    expect(await store.unsettled(organisation(), 'minute')).toEqual([TEST_DAY]);
    await store.settle(await store.read(own), later);
    expect(await store.unsettled(organisation(), 'minute')).toEqual([]);
    expect(await requests('minute', 'all', '')).toBe(2);
    await store.add(batchesOf([{}]));
    expect(await store.unsettled(organisation(), 'minute')).toEqual([TEST_DAY]);
  });
}
