import type { MetricEvent } from '../events/metric-event';
import { millisecondsOf, numberOf, type MetricStream, type TakenEntries } from '../stream/metric-stream';

/** A stream of the contract: empty, with a cap of 100 entries or a little more. */
export interface StreamUnderTest {
  stream: MetricStream;
  /** As if the reader had not taken for the length of its lease. */
  endLease(group: string): Promise<void>;
}

/** Where trimming is in whole nodes, as in Redis, this many may stay beyond the cap. */
const SLACK = 150;

/** An event of the tests. */
export function eventOf(value: number, more: Partial<MetricEvent> = {}): MetricEvent {
  return { name: 'test.value', kind: 'mean', value, count: 1, tags: {}, time: 1_000, ...more };
}

function events(count: number, first = 1): MetricEvent[] {
  return Array.from({ length: count }, (_, index) => eventOf(first + index));
}

/** What every {@link MetricStream} does. */
export function describeMetricStreamContract(name: string, open: () => Promise<StreamUnderTest>): void {
  describe(`the metric stream in ${name}`, () => {
    describeEntries(open);
    describeGroups(open);
  });
}

function fixtureOf(open: () => Promise<StreamUnderTest>) {
  let opened: StreamUnderTest | undefined;
  beforeEach(async () => {
    opened = await open();
  });
  const tested = (): StreamUnderTest => {
    if (opened === undefined) throw new Error('The stream is not open yet.');
    return opened;
  };
  const stored = () => tested().stream.window({ from: 0, limit: 100_000 });
  return { stored, stream: () => tested().stream, endLease: (group: string) => tested().endLease(group) };
}

function idsOf(taken: TakenEntries | undefined): string[] {
  return (taken?.entries ?? []).map(({ id }) => id);
}

function describeEntries(open: () => Promise<StreamUnderTest>): void {
  const { stored, stream } = fixtureOf(open);

  it('gives back what was appended, in its order, numbered without holes', async () => {
    const given = [eventOf(1, { kind: 'sum', count: 4, tags: { model: 'a/b ☃' } }), eventOf(-2.5)];
    await stream().append(given);
    await stream().append(events(3, 10));
    const found = await stored();
    expect(found.slice(0, 2).map(({ id: _id, ...event }) => event)).toEqual(given);
    expect(found.map(({ id }) => numberOf(id))).toEqual([1, 2, 3, 4, 5]);
    expect(
      found.every(
        ({ id }, index) => index === 0 || millisecondsOf(id) >= millisecondsOf(found[index - 1]?.id ?? '0-0'),
      ),
    ).toBe(true);
    expect(await stream().newestId()).toBe(found.at(-1)?.id);
  });

  it('finds the newest of a name in a time', async () => {
    await stream().append([...events(5), eventOf(9, { name: 'test.other' })]);
    expect((await stream().window({ from: 0, name: 'test.other', limit: 10 })).map(({ value }) => value)).toEqual([9]);
    expect((await stream().window({ from: 0, name: 'test.value', limit: 2 })).map(({ value }) => value)).toEqual([
      4, 5,
    ]);
    const [first] = await stored();
    expect(await stream().window({ from: millisecondsOf(first?.id ?? '0-0') + 3_600_000, limit: 10 })).toEqual([]);
    expect(await stream().window({ from: 0, to: millisecondsOf(first?.id ?? '0-0') - 1, limit: 10 })).toEqual([]);
  });

  it('keeps to its cap, and says how many are missing to a reader that comes late', async () => {
    await stream().append(events(3));
    const third = await stream().newestId();
    expect(await stream().after(third, 10)).toEqual({ entries: [], missed: 0 });
    await stream().append(events(600, 4));
    const left = await stored();
    expect(left.length).toBeLessThanOrEqual(100 + SLACK);
    const { entries, missed } = await stream().after(third, 5);
    expect(entries).toHaveLength(5);
    expect(missed).toBe(600 - left.length);
    const next = await stream().after(entries.at(-1)?.id ?? '', 5);
    expect(next).toMatchObject({ missed: 0, entries: [{ value: (entries.at(-1)?.value ?? 0) + 1 }, {}, {}, {}, {}] });
  });

  it('says that it has begun anew to a reader of an earlier life', async () => {
    await stream().append(events(2));
    expect((await stream().after('9999999999999-500', 10)).missed).toBe('unknown');
  });
}

function describeGroups(open: () => Promise<StreamUnderTest>): void {
  const { stored, stream, endLease } = fixtureOf(open);

  it('gives each entry to the one reader of a group, once', async () => {
    await stream().append(events(10));
    const first = await stream().take('g', 'one', 6);
    expect(first?.entries.map(({ value }) => value)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await stream().take('g', 'two', 6)).toBeUndefined();
    const second = await stream().take('g', 'one', 6);
    expect(second).toMatchObject({ lost: 0, entries: [{ value: 7 }, { value: 8 }, { value: 9 }, { value: 10 }] });
    expect(await stream().take('g', 'one', 6)).toEqual({ entries: [], lost: 0 });
    expect((await stream().take('other', 'two', 100))?.entries).toHaveLength(10);
  });

  it('gives the next reader what the last one did not deal with', async () => {
    await stream().append(events(4));
    const taken = await stream().take('g', 'one', 10);
    await stream().acknowledge('g', idsOf(taken).slice(0, 2));
    await endLease('g');
    await stream().append(events(1, 5));
    const next = await stream().take('g', 'two', 10);
    expect(next).toMatchObject({ lost: 0, entries: [{ value: 3 }, { value: 4 }, { value: 5 }] });
  });

  it('counts exactly what a reader that was dead has lost: what it had not got, and what it had not dealt with', async () => {
    await stream().append(events(50));
    expect((await stream().take('g', 'one', 50))?.entries).toHaveLength(50);
    await stream().append(events(1_000, 51));
    await endLease('g');
    const left = await stored();
    const next = await stream().take('g', 'two', 10_000);
    expect(next?.entries.map(({ id }) => id)).toEqual(left.map(({ id }) => id));
    expect(next?.lost).toBe(1_050 - left.length);
    expect(await stream().take('g', 'two', 10)).toEqual({ entries: [], lost: 0 });
  });
}
