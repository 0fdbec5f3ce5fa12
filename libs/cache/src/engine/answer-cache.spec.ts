import { Gate, ManualClock } from '@app/testing';
import { MemoryCacheStore } from '../adapters/memory/memory-cache-store';
import type { CacheStore } from '../cache-store';
import { CacheEntry } from '../entry/cache-entry';
import { PackedBytes } from '../entry/packed-bytes';
import { testKey } from '../testing';
import { AnswerCache, type AnswerCacheParts, type Lifetimes, type Served, type ServeRequest } from './answer-cache';
import type { AnswerCodec } from './answer-codec';
import { MemoryTier } from './memory-tier';

/** Events are words; `end` is the last one, and an answer with `cut` in it is not whole. */
const codec: AnswerCodec<string> = {
  isLast: (word) => word === 'end',
  sizeOf: (word) => word.length,
  pack: (words, meta) =>
    words.includes('cut')
      ? 'incomplete'
      : new CacheEntry(meta, PackedBytes.ofText(words.join(' '), 1_000), PackedBytes.ofText('[]', 1_000)),
};

const MINUTE: Lifetimes = { freshMs: 60_000, revalidateMs: 60_000, onErrorMs: 600_000 };
const key = testKey('alice');

/** A cache as one process has it, over a store that it may share. */
class Process {
  readonly cache: AnswerCache<string>;
  readonly seen: string[] = [];
  /** What each fill does, in order; the last one is repeated. */
  script: (() => AsyncIterable<string>)[] = [() => words('a', 'b', 'end')];
  fills = 0;
  open = 0;

  constructor(
    readonly clock: ManualClock,
    store: CacheStore,
    more: Partial<AnswerCacheParts<string>> = {},
  ) {
    let tokens = 0;
    this.cache = new AnswerCache<string>({
      memory: new MemoryTier(clock, 1_000_000),
      store,
      clock,
      random: () => 0,
      newToken: () => `${process.pid}-${String(++tokens)}-${String(Math.random())}`,
      codec,
      times: { claimMs: 10_000, storeMs: 50, otherMs: 60_000 },
      mostEntryBytes: 1_000,
      jitter: 0,
      earlyBeta: 0,
      observer: {
        hit: (_meta, layer, status) => this.seen.push(`${status} ${layer}`),
        miss: (reason) => this.seen.push(`miss ${reason}`),
        kept: (result) => this.seen.push(`kept ${result}`),
        refreshed: (outcome) => this.seen.push(`refresh ${outcome}`),
      },
      ...more,
    });
  }

  serve(more: Partial<ServeRequest<string>> = {}): Promise<Served<string>> {
    return this.cache.serve({
      lookup: this.cache.look(key, more.waitedMs),
      mode: 'default',
      isWhole: false,
      lifetimes: MINUTE,
      facts: { model: 'm', strategy: 'direct' },
      fill: (signal) => Promise.resolve(this.fill(signal)),
      isOutage: () => true,
      signal: new AbortController().signal,
      ...more,
    });
  }

  /** The answer of one request, as text. */
  async ask(more: Partial<ServeRequest<string>> = {}): Promise<string> {
    const served = await this.serve(more);
    if (served.type === 'absent') return 'absent';
    if (served.type === 'stored') return `${served.status}: ${served.entry.body.text()}`;
    const all: string[] = [];
    for await (const word of served.events) all.push(word);
    return `made: ${all.join(' ')}`;
  }

  private async *fill(signal: AbortSignal): AsyncGenerator<string> {
    const script = this.script[Math.min(this.fills++, this.script.length - 1)];
    this.open++;
    try {
      for await (const word of script?.() ?? words()) {
        signal.throwIfAborted();
        yield word;
      }
    } finally {
      this.open--;
    }
  }
}

async function* words(...all: string[]): AsyncGenerator<string> {
  for (const word of all) {
    await Promise.resolve();
    if (word === 'fail') throw new Error('upstream');
    yield word;
  }
}

async function* after(gate: Gate, ...all: string[]): AsyncGenerator<string> {
  await gate.passed;
  yield* words(...all);
}

/** A store whose claims are made at once and told only later. */
function lateClaims(store: MemoryCacheStore, gate: Gate): CacheStore {
  const late = Object.create(store) as MemoryCacheStore;
  late.claim = async (...asked) => {
    const claim = await store.claim(...asked);
    await gate.passed;
    return claim;
  };
  return late;
}

/** For what comes after a timer of the engine. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await settle();
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the answer cache', () => {
  let clock: ManualClock;
  let store: MemoryCacheStore;
  let one: Process;
  let other: Process;

  beforeEach(() => {
    clock = new ManualClock();
    store = new MemoryCacheStore(clock, 1_000_000);
    one = new Process(clock, store);
    other = new Process(clock, store);
  });

  it('makes an answer once, and gives it from the store and then from memory', async () => {
    expect(await one.ask()).toBe('made: a b end');
    await settle();
    expect(await one.ask()).toBe('hit: a b end');
    expect(await other.ask()).toBe('hit: a b end');
    expect(await other.ask()).toBe('hit: a b end');
    expect(one.seen).toEqual(['miss absent', 'kept stored', 'hit memory']);
    expect(other.seen).toEqual(['hit redis', 'hit memory']);
  });

  it('makes it once for a thousand who ask two processes at once', async () => {
    const gate = new Gate();
    for (const each of [one, other]) each.script = [() => after(gate, 'a', 'end')];
    const asked = Array.from({ length: 1_000 }, (_, i) => (i % 2 === 0 ? one : other).ask({ isWhole: i % 3 === 0 }));
    await settle();
    gate.open();
    const answers = await Promise.all(asked);
    expect(one.fills + other.fills).toBe(1);
    expect(new Set(answers)).toEqual(new Set(['made: a end', 'hit: a end']));
    expect(answers.filter((answer) => answer.startsWith('made'))).toHaveLength(1);
  });

  it('lets one failure fail nobody else, in this process and in others', async () => {
    const gate = new Gate();
    one.script = [() => after(gate, 'fail'), () => words('good', 'end')];
    other.script = [() => words('good', 'end')];
    const first = one.ask();
    await settle();
    const rest = Array.from({ length: 50 }, (_, i) => (i % 2 === 0 ? one : other).ask());
    await settle();
    gate.open();
    await expect(first).rejects.toThrow('upstream');
    for (const answer of await Promise.all(rest)) expect(answer).toMatch(/^(made|hit): good end$/);
    expect(one.fills + other.fills).toBe(2);
  });

  it('has nobody try without end when every try fails', async () => {
    one.script = [() => words('fail')];
    const results = await Promise.allSettled(Array.from({ length: 50 }, () => one.ask()));
    expect(results.every(({ status }) => status === 'rejected')).toBe(true);
    expect(one.fills).toBeLessThanOrEqual(3);
    one.script = [() => words('a', 'end')];
    expect(await one.ask()).toBe('made: a end');
  });

  it('goes on for the others when the first leaves, and stops when the last has left', async () => {
    const gate = new Gate();
    one.script = [() => after(gate, 'a', 'end')];
    const [first, second] = [new AbortController(), new AbortController()];
    const asked = [one.ask({ signal: first.signal }), one.ask({ signal: second.signal })];
    const failed = Promise.allSettled(asked);
    await settle();
    first.abort(new Error('left'));
    await settle();
    const third = one.ask();
    second.abort(new Error('left'));
    await failed;
    gate.open();
    expect(await third).toBe('hit: a end');
    expect(one.fills).toBe(1);

    await one.cache.remove({});
    const never = new Gate();
    one.script = [() => after(never, 'a', 'end')];
    const last = new AbortController();
    const only = one.ask({ signal: last.signal });
    await settle();
    last.abort(new Error('left'));
    await expect(only).rejects.toThrow('left');
    never.open();
    await settle();
    await settle();
    expect([one.open, one.cache.making]).toEqual([0, 0]);
    expect(one.seen.at(-1)).toBe('kept failed');
  });

  it('gives an answer that is not whole, or too large, to nobody else', async () => {
    const gate = new Gate();
    one.script = [() => after(gate, 'cut', 'end')];
    const asked = Promise.all([one.ask(), one.ask(), other.ask()]);
    await settle();
    gate.open();
    expect(await asked).toEqual(['made: cut end', 'made: cut end', 'made: a b end']);
    await one.cache.remove({});
    one.script = [() => words('x'.repeat(800), 'y'.repeat(800), 'z', 'end')];
    expect((await one.ask()).length).toBeGreaterThan(1_600);
    await settle();
    expect(one.seen.at(-1)).toBe('kept too_large');
    expect(await store.get(key)).toBeUndefined();
  });

  it('keeps nothing that was invalidated while it was being made', async () => {
    const gate = new Gate();
    one.script = [() => after(gate, 'old', 'end'), () => words('new', 'end')];
    const asked = one.ask();
    await settle();
    await other.cache.remove({ model: 'm' });
    gate.open();
    expect(await asked).toBe('made: old end');
    await settle();
    expect(await other.ask()).toBe('made: a b end');
  });

  it('serves an old answer while it makes a new one, once for all', async () => {
    one.script = [() => words('old', 'end'), () => words('new', 'end')];
    await one.ask();
    await settle();
    clock.advance(60_001);
    const answers = await Promise.all([one.ask(), one.ask(), other.ask(), one.ask()]);
    expect(new Set(answers)).toEqual(new Set(['stale: old end']));
    for (let i = 0; i < 5; i++) await settle();
    expect(one.fills + other.fills).toBe(2);
    expect(await one.ask()).toMatch(/^hit: (new|a b) end$/);
  });

  it('makes what is stale itself, and nothing in the background, and counts nothing, when nobody asked', async () => {
    const clock = new ManualClock();
    const one = new Process(clock, new MemoryCacheStore(clock, 1_000_000), { earlyBeta: 1_000 });
    one.script = [() => words('old', 'end'), () => words('fail'), () => words('new', 'end')];
    await one.ask();
    clock.advance(59_999);
    expect(await one.ask({ isUnasked: true })).toBe('hit: old end');
    clock.advance(1);
    await expect(one.ask({ isUnasked: true })).rejects.toThrow('upstream');
    expect(await one.ask({ isUnasked: true })).toBe('made: new end');
    expect(one.fills).toBe(3);
    expect(one.seen).toEqual(['miss absent', 'kept stored', 'kept failed', 'kept stored']);
  });

  it('lets an old answer stand in for one that cannot be made, for as long as was said', async () => {
    one.script = [() => words('old', 'end'), () => words('fail')];
    await one.ask();
    await settle();
    clock.advance(200_000);
    expect(await one.ask()).toBe('stale: old end');
    expect(await one.ask({ isWhole: true })).toBe('stale: old end');
    await expect(one.ask({ isOutage: () => false })).rejects.toThrow('upstream');
    clock.advance(600_000);
    await expect(one.ask()).rejects.toThrow('upstream');
  });

  it('makes it anew before it expires', async () => {
    const early = new Process(clock, store, { earlyBeta: 1, random: () => 0.999_999 });
    await early.ask();
    await settle();
    clock.advance(59_999);
    expect(await early.ask()).toBe('hit: a b end');
    for (let i = 0; i < 5; i++) await settle();
    expect(early.fills).toBe(1); // it took no time to make
    early.script = [
      () => {
        clock.advance(5_000);
        return words('new', 'end');
      },
    ];
    await early.ask({ mode: 'refresh' });
    await settle();
    clock.advance(59_000);
    expect(await early.ask()).toBe('hit: new end');
    for (let i = 0; i < 5; i++) await settle();
    expect(early.fills).toBe(3);
  });

  it('does what the request says: anew, only what is stored, nothing older', async () => {
    expect(await one.ask({ mode: 'only' })).toBe('absent');
    one.script = [() => words('old', 'end'), () => words('new', 'end'), () => words('newest', 'end')];
    await one.ask();
    await settle();
    expect(await one.ask({ mode: 'refresh' })).toBe('made: new end');
    await settle();
    expect(await one.ask({ mode: 'only' })).toBe('hit: new end');
    clock.advance(5_000);
    expect(await one.ask({ mode: 'only', maxAgeMs: 4_000 })).toBe('absent');
    expect(await one.ask({ maxAgeMs: 4_000 })).toBe('made: newest end');
    await settle();
    expect(await one.ask({ maxAgeMs: 4_000 })).toBe('hit: newest end');
  });

  it('goes on when a process dies that was making the answer, once its claim has ended', async () => {
    await store.claim(key, 'of a dead process', 20);
    const answer = one.ask();
    await settle();
    clock.advance(21);
    expect(await answer).toBe('made: a b end');
    await settle();
    expect(
      await store.put(
        key,
        new CacheEntry({} as never, PackedBytes.ofText('', 1), PackedBytes.ofText('', 1)),
        'of a dead process',
      ),
    ).toBe('unclaimed');
  });

  it('stores an answer whose claim came too late to be waited for', async () => {
    const [asked, made] = [new Gate(), new Gate()];
    const alone = new Process(clock, lateClaims(store, asked));
    alone.script = [() => after(made, 'a', 'end')];
    const asking = alone.ask({ waitedMs: 50 }); // all the time there is
    await until(() => alone.fills === 1);
    asked.open();
    await settle();
    made.open();
    expect(await asking).toBe('made: a end');
    await settle();
    expect(await other.ask()).toBe('hit: a end');
  });

  it('gives a claim back that comes when the answer is over', async () => {
    const asked = new Gate();
    const alone = new Process(clock, lateClaims(store, asked));
    alone.script = [() => words('fail')];
    const served = await alone.serve({ waitedMs: 50 });
    if (served.type !== 'made') throw new Error('It was to be made.');
    await expect(served.events[Symbol.asyncIterator]().next()).rejects.toThrow('upstream');
    asked.open();
    await settle();
    expect(await store.claim(key, 'of another', 1_000)).toMatchObject({ status: 'claimed' });
  });

  it('waits for the store no longer in all when it has waited for it before', async () => {
    const silent = new MemoryCacheStore(clock, 1_000_000);
    silent.get = () => new Promise(() => undefined);
    silent.claim = () => new Promise(() => undefined);
    const alone = new Process(clock, silent);
    expect(await alone.ask({ waitedMs: 50 })).toBe('made: a b end');
    expect(alone.seen).toContain('miss unavailable');
  });

  it('works with its memory alone when the store is away or does not answer', async () => {
    const away = new MemoryCacheStore(clock, 1);
    away.get = () => Promise.reject(new Error('away'));
    away.claim = () => new Promise(() => undefined);
    const alone = new Process(clock, away);
    const asked = await Promise.all([alone.ask(), alone.ask(), alone.ask()]);
    expect(asked.sort()).toEqual(['hit: a b end', 'hit: a b end', 'made: a b end']);
    expect(await alone.ask()).toBe('hit: a b end');
    expect(alone.seen).toEqual(expect.arrayContaining(['miss unavailable', 'kept unavailable']));
  });
});
