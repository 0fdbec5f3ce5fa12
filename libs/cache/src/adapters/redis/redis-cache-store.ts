import type { RedisStore, RedisSubscriber } from '@app/storage';
import {
  CacheStore,
  type CacheChange,
  type Claim,
  type EntryPage,
  type PutResult,
  type Removal,
  type RemovalOptions,
} from '../../cache-store';
import type { CacheEntry } from '../../entry/cache-entry';
import { decodeEntry, encodeEntry } from '../../entry/envelope';
import { keptMs, type CacheMaker, type EntryMeta } from '../../entry/entry-meta';
import type { CacheFilter } from '../../filter/cache-filter';
import type { CacheKey } from '../../key/answer-key';
import { isSameScope, type CacheScope } from '../../key/cache-scope';
import { CACHE_CHANNEL, readChange, writeChange } from './cache-channel';
import { CLAIM, GET_ANSWER, INDEX_SLACK_MS, NOTE_MADE, PUT_ANSWER, RELEASE_CLAIM, RENEW_CLAIM } from './cache-scripts';
import { answerKeyName, claimKeyName, indexKeyName, madeKeyName } from './key-names';
import { StoredAnswers } from './stored-answers';

/** A user makes answers for the organisation and for everybody, and of each there are only so many. */
const MADE_LISTS = 2;

/** Limits of a {@link RedisCacheStore}, and what it needs to know. */
export interface RedisCacheOptions {
  /** Tells this process apart from the others. */
  readonly origin: string;
  /** The hash tag of a scope, the same that its keys are made with. */
  readonly tagOf: (scope: CacheScope) => string;
  /** Largest value, bytes, as stored. */
  readonly mostBytes: number;
  /** Most answers of one scope; those that end first make room. */
  readonly mostPerScope: number;
  /** Told of each value that is no answer of this version. Default: nobody. */
  readonly onBadValue?: () => void;
}

/** Answers for all processes, in Redis: a binary value each, a list of them for each scope, and claims. */
export class RedisCacheStore extends CacheStore {
  private readonly stored: StoredAnswers;

  constructor(
    private readonly redis: RedisStore,
    private readonly subscriber: RedisSubscriber,
    private readonly options: RedisCacheOptions,
  ) {
    super();
    this.stored = new StoredAnswers(redis, options.tagOf);
  }

  async get(key: CacheKey): Promise<CacheEntry | undefined> {
    const reply = await this.redis.run({
      script: GET_ANSWER,
      keys: [answerKeyName(key.tag, key.hash)],
      args: [this.options.mostBytes],
      reply: 'bytes',
    });
    if (reply === null) return undefined;
    return this.read(key, reply);
  }

  async claim(key: CacheKey, token: string, ttlMs: number, takeOver = false): Promise<Claim> {
    const reply = await this.redis.run({
      script: CLAIM,
      keys: keysOf(key),
      args: [token, Math.ceil(ttlMs), this.options.mostBytes, takeOver ? 1 : 0],
      reply: 'bytes',
    });
    const [endsInMs, value] = reply as [number, Buffer | null];
    if (endsInMs > 0) return { status: 'held', endsInMs };
    const entry = value === null ? undefined : this.read(key, value);
    return { status: 'claimed', ...(entry === undefined ? {} : { entry }) };
  }

  async renew(key: CacheKey, token: string, ttlMs: number): Promise<boolean> {
    return (await this.redis.run({ script: RENEW_CLAIM, keys: keysOf(key), args: [token, Math.ceil(ttlMs)] })) === 1;
  }

  async put(key: CacheKey, entry: CacheEntry, token: string): Promise<PutResult> {
    const value = encodeEntry(entry);
    if (value.length > this.options.mostBytes) {
      await this.release(key, token);
      return 'too_large';
    }
    const { tag, hash } = key;
    const { meta } = entry;
    const ttlMs = Math.ceil(keptMs(meta));
    if (meta.maker !== undefined) await this.noteMade(key, meta, meta.maker);
    const reply = await this.redis.run({
      script: PUT_ANSWER,
      keys: [...keysOf(key), indexKeyName(tag)],
      args: [
        token,
        CACHE_CHANNEL,
        writeChange(this.options.origin, { type: 'stored', tag, hash }),
        writeChange(this.options.origin, { type: 'released', tag, hash }),
        value,
        ttlMs,
        hash,
        meta.createdAt,
        meta.createdAt + ttlMs,
        this.options.mostPerScope,
        answerKeyName(tag, ''),
        ttlMs + INDEX_SLACK_MS,
      ],
    });
    if (reply === 1) return 'stored';
    return reply === 0 ? 'unclaimed' : 'full';
  }

  async release({ tag, hash }: CacheKey, token: string): Promise<void> {
    const message = writeChange(this.options.origin, { type: 'released', tag, hash });
    const keys = [answerKeyName(tag, hash), claimKeyName(tag, hash)];
    await this.redis.run({ script: RELEASE_CLAIM, keys, args: [token, CACHE_CHANNEL, message] });
  }

  /**
   * Others are told before the search and after it: before, so that they store nothing that they are making now; after, so
   * that they forget what they read in the meantime.
   */
  async remove(filter: CacheFilter, options: RemovalOptions = {}): Promise<Removal> {
    if (options.dryRun === true) return this.stored.remove(filter, options);
    const message = writeChange(this.options.origin, { type: 'removed', filter });
    await this.redis.command('PUBLISH', CACHE_CHANNEL, message);
    const removal = await this.stored.remove(filter, options);
    await this.redis.command('PUBLISH', CACHE_CHANNEL, message);
    return removal;
  }

  metasOf(keys: readonly CacheKey[]): Promise<(EntryMeta | undefined)[]> {
    return this.stored.metasOf(keys);
  }

  list(filter: CacheFilter, limit: number, cursor?: string): Promise<EntryPage> {
    return this.stored.list(filter, limit, cursor);
  }

  watch(listener: (change: CacheChange) => void): void {
    this.subscriber.subscribe(CACHE_CHANNEL, (message) => {
      const change = readChange(this.options.origin, message);
      if (change !== undefined) listener(change);
    });
    // While nothing arrives, what is in memory is what there is; when messages arrive again, nobody knows what was missed.
    this.subscriber.onGap(() => {
      if (this.subscriber.isReady) listener({ type: 'unknown' });
    });
  }

  /** Before it is stored: what is in no list would not be forgotten with its maker. */
  private async noteMade(key: CacheKey, meta: EntryMeta, maker: CacheMaker): Promise<void> {
    const ttlMs = Math.ceil(keptMs(meta));
    await this.redis.run({
      script: NOTE_MADE,
      keys: [madeKeyName(this.options.tagOf({ level: 'user', ...maker }))],
      args: [
        answerKeyName(key.tag, key.hash),
        meta.createdAt,
        meta.createdAt + ttlMs,
        MADE_LISTS * this.options.mostPerScope,
        ttlMs + INDEX_SLACK_MS,
      ],
    });
  }

  /** The answer of a reply, when it is the one that was asked for. Anything else is removed and counted. */
  private read(key: CacheKey, reply: unknown): CacheEntry | undefined {
    if (Buffer.isBuffer(reply)) {
      // A copy: the reply is a piece of a larger buffer that would be kept as a whole.
      const entry = decodeEntry(Buffer.from(reply));
      if (entry?.meta.hash === key.hash && isSameScope(entry.meta.scope, key.scope)) return entry;
    }
    this.options.onBadValue?.();
    if (Buffer.isBuffer(reply)) {
      this.redis.command('UNLINK', answerKeyName(key.tag, key.hash)).catch(() => undefined); // it stays a miss
    }
    return undefined;
  }
}

function keysOf({ tag, hash }: CacheKey): [string, string] {
  return [answerKeyName(tag, hash), claimKeyName(tag, hash)];
}
