import { createHash } from 'node:crypto';
import {
  AnswerCache,
  CacheEntry,
  CLAIM_TIMES,
  MemoryCacheStore,
  MemoryPopularQuestions,
  MemoryTier,
  PackedBytes,
  type AnswerCodec,
  type CacheKey,
  type CacheScope,
} from '@app/cache';
import { SystemClock } from '@app/kernel';
import { loadConfig } from '../../../src/config/load-config';

const SCOPE: CacheScope = { level: 'organisation', organisationId: 'org_1' };
const HOUR_MS = 3_600_000;
/** Questions that one `observe` tells, as the product does every few seconds. */
const BATCH = 100;

const codec: AnswerCodec<string> = {
  isLast: () => true,
  sizeOf: (answer) => answer.length,
  pack: ([answer = ''], meta) => new CacheEntry(meta, PackedBytes.ofText(answer, 4_096), PackedBytes.ofText('', 4_096)),
};

/** The product's cache over one trace: the engine as it runs, with a provider that counts how often it is asked. */
export class CacheReplay {
  fetches = 0;
  private readonly cache: AnswerCache<string>;
  private readonly popular: MemoryPopularQuestions;
  private waiting = new Map<string, number>();
  private readonly clock = new SystemClock();

  /** @param entries answers that there is room for, in memory and store together. */
  constructor(entries: number) {
    const { clock } = this;
    this.popular = new MemoryPopularQuestions(clock, loadConfig({}).cache.popularity);
    let tokens = 0;
    this.cache = new AnswerCache<string>({
      memory: new MemoryTier(clock, 0),
      store: new MemoryCacheStore(clock, entries * sampleEntry().sizeBytes),
      clock,
      random: Math.random,
      newToken: () => String(++tokens),
      codec,
      observer: { hit: () => undefined, miss: () => undefined, kept: () => undefined, refreshed: () => undefined },
      times: CLAIM_TIMES,
      mostEntryBytes: 1_000_000,
      jitter: 0.1,
      earlyBeta: 0,
    });
  }

  /** Asks in order, and tells how often the answer was there. */
  async hits(keys: readonly string[]): Promise<number> {
    let hits = 0;
    for (const key of keys) if (await this.ask(key)) hits++;
    return hits;
  }

  /** Empties the cache, as a restart does; what is known of popular questions stays. */
  async restart(): Promise<void> {
    await this.cache.remove({});
  }

  /** Asks the most popular questions, or the last ones, the best ones last, as the product does when its budget is for all. */
  async warm(source: 'popular' | 'recent', limit: number): Promise<void> {
    await this.tell();
    const found = source === 'popular' ? await this.popular.top(limit) : await this.popular.recent(limit);
    for (const { question } of found.reverse()) await this.serve(question);
  }

  private async ask(key: string): Promise<boolean> {
    this.waiting.set(key, (this.waiting.get(key) ?? 0) + 1);
    if (this.waiting.size >= BATCH) await this.tell();
    return this.serve(key);
  }

  private async serve(key: string): Promise<boolean> {
    const served = await this.cache.serve({
      lookup: this.cache.look(keyOf(key)),
      mode: 'default',
      isWhole: true,
      lifetimes: { freshMs: 24 * HOUR_MS, revalidateMs: 0, onErrorMs: 0 },
      facts: { model: 'm', strategy: 'direct' },
      fill: () => Promise.resolve(this.provider(key)),
      isOutage: () => true,
      signal: new AbortController().signal,
    });
    if (served.type === 'made') for await (const _answer of served.events);
    return served.type === 'stored';
  }

  private async *provider(key: string): AsyncGenerator<string> {
    this.fetches++;
    yield await Promise.resolve(`answer to ${key}`);
  }

  private async tell(): Promise<void> {
    const lastAt = this.clock.now();
    const observed = [...this.waiting].map(([id, times]) => ({ id, question: id, owner: 'o', times, lastAt }));
    this.waiting = new Map();
    await this.popular.observe(observed);
  }
}

function keyOf(question: string): CacheKey {
  return { scope: SCOPE, tag: 'org_1', hash: createHash('sha256').update(question).digest('base64url') };
}

/** As large as those of a trace are, within a few bytes. */
function sampleEntry(): CacheEntry {
  const { hash } = keyOf('');
  const meta = {
    scope: SCOPE,
    hash,
    createdAt: 0,
    freshMs: 1,
    revalidateMs: 0,
    onErrorMs: 0,
    fillMs: 0,
    model: 'm',
    strategy: 'direct',
  };
  return new CacheEntry(meta, PackedBytes.ofText('answer to question 1', 4_096), PackedBytes.ofText('', 4_096));
}
