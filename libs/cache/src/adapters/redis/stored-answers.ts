import type { BulkResult, RedisStore, ScannedKeys } from '@app/storage';
import type { EntryPage, Removal, RemovalOptions } from '../../cache-store';
import { decodeMeta, META_PREFIX_BYTES } from '../../entry/envelope';
import type { EntryMeta } from '../../entry/entry-meta';
import { matchesFilter, type CacheFilter } from '../../filter/cache-filter';
import type { CacheKey } from '../../key/answer-key';
import { isSameScope, type CacheScope } from '../../key/cache-scope';
import { ALL_ANSWERS, answerKeyName, indexKeyName, madeKeyName } from './key-names';

/** Answers that one pipeline looks at. */
const BATCH = 500;

interface Found {
  key: string;
  /** Undefined: the value is no answer of this version. */
  meta: EntryMeta | undefined;
}

/** Keys of answers with the list that they were found in, and their names in it. */
interface Listed extends ScannedKeys {
  list?: { key: string; names: ReadonlyMap<string, string> };
}

/** Finds stored answers by what they are: through the list of a user, or by looking at every key in bounded batches. */
export class StoredAnswers {
  constructor(
    private readonly redis: RedisStore,
    private readonly tagOf: (scope: CacheScope) => string,
  ) {}

  /** Unlinks what fulfils the filter, and takes it from the list of the user that it was found in. */
  async remove(filter: CacheFilter, { dryRun = false, signal }: RemovalOptions): Promise<Removal> {
    let matched = 0;
    let removed = 0;
    for await (const batch of this.batches(filter)) {
      signal?.throwIfAborted();
      const all = await readMetas(batch);
      const found = all.filter(({ meta }) => meta !== undefined && matchesFilter(meta, filter));
      matched += found.length;
      if (dryRun) continue;
      if (found.length > 0) {
        const results = await batch.bulk(found.map(({ key }) => ({ name: 'UNLINK', key })));
        removed += results.filter((result) => result.ok && result.value === 1).length;
      }
      await unlist(batch, isWholeUser(filter) ? all.filter(({ meta }) => meta === undefined).concat(found) : found);
    }
    return { matched, removed };
  }

  async metasOf(keys: readonly CacheKey[]): Promise<(EntryMeta | undefined)[]> {
    const names = keys.map(({ tag, hash }) => answerKeyName(tag, hash));
    const results = await readBeginnings({ keys: names, bulk: (commands) => this.redis.bulk(commands) });
    return results.map((result, index) => {
      if (!result.ok) throw result.error; // of a Cluster, one node may be away: nobody knows what it has
      const meta = metaOf(result);
      const key = keys[index];
      return key !== undefined && meta?.hash === key.hash && isSameScope(meta.scope, key.scope) ? meta : undefined;
    });
  }

  async list(filter: CacheFilter, limit: number, cursor?: string): Promise<EntryPage> {
    const entries: EntryMeta[] = [];
    const ofUser = filter.organisationId !== undefined && filter.userId !== undefined;
    // The answers of one user are few enough for one page.
    for await (const batch of ofUser ? this.batches(filter) : this.redis.scan(ALL_ANSWERS, BATCH, cursor)) {
      for (const { meta } of await readMetas(batch)) {
        if (meta !== undefined && matchesFilter(meta, filter)) entries.push(meta);
      }
      if (ofUser || entries.length < limit) continue;
      return batch.cursor === undefined ? { entries } : { entries, cursor: batch.cursor };
    }
    return { entries };
  }

  private async *batches(filter: CacheFilter): AsyncGenerator<Listed> {
    const { organisationId, userId } = filter;
    if (organisationId === undefined || userId === undefined) yield* this.redis.scan(ALL_ANSWERS, BATCH);
    else yield* this.batchesOfUser({ level: 'user', organisationId, userId });
  }

  private async *batchesOfUser(scope: CacheScope): AsyncGenerator<Listed> {
    const tag = this.tagOf(scope);
    yield* this.batchesOf(indexKeyName(tag), (hash) => answerKeyName(tag, hash));
    yield* this.batchesOf(madeKeyName(tag), (key) => key);
  }

  private async *batchesOf(list: string, keyOf: (name: string) => string): AsyncGenerator<Listed> {
    const all = (await this.redis.command('ZRANGE', list, 0, -1)) as string[];
    for (let at = 0; at < all.length; at += BATCH) {
      const names = new Map(all.slice(at, at + BATCH).map((name) => [keyOf(name), name]));
      yield { keys: [...names.keys()], bulk: (commands) => this.redis.bulk(commands), list: { key: list, names } };
    }
  }
}

/** Whether everything of a user is meant. Then what the user's lists name and is gone is to leave them too. */
function isWholeUser({ organisationId, userId, ...more }: CacheFilter): boolean {
  return organisationId !== undefined && userId !== undefined && Object.keys(more).length === 0;
}

async function unlist({ list, bulk }: Listed, found: readonly Found[]): Promise<void> {
  if (list === undefined || found.length === 0) return;
  await bulk([{ name: 'ZREM', key: list.key, args: found.map(({ key }) => list.names.get(key) ?? key) }]);
}

async function readMetas(batch: ScannedKeys): Promise<Found[]> {
  const results = await readBeginnings(batch);
  return results.map((result, index) => ({ key: batch.keys[index] ?? '', meta: metaOf(result) }));
}

function readBeginnings({ keys, bulk }: ScannedKeys): Promise<BulkResult[]> {
  return bulk(
    keys.map((key) => ({ name: 'GETRANGE', key, args: [0, META_PREFIX_BYTES - 1], reply: 'bytes' as const })),
  );
}

function metaOf(result: BulkResult): EntryMeta | undefined {
  return result.ok && Buffer.isBuffer(result.value) ? decodeMeta(result.value) : undefined;
}
