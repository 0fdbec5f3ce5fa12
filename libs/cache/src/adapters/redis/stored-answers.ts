import type { RedisStore, ScannedKeys } from '@app/storage';
import type { EntryPage, Removal, RemovalOptions } from '../../cache-store';
import { decodeMeta, META_PREFIX_BYTES } from '../../entry/envelope';
import type { EntryMeta } from '../../entry/entry-meta';
import { matchesFilter, type CacheFilter } from '../../filter/cache-filter';
import type { CacheScope } from '../../key/cache-scope';
import { ALL_ANSWERS, answerKeyName, indexKeyName } from './key-names';

/** Answers that one pipeline looks at. */
const BATCH = 500;

interface Found {
  key: string;
  /** Undefined: the value is no answer of this version. */
  meta: EntryMeta | undefined;
}

/** Finds stored answers by what they are: through the list of a user, or by looking at every key in bounded batches. */
export class StoredAnswers {
  constructor(
    private readonly redis: RedisStore,
    private readonly tagOf: (scope: CacheScope) => string,
  ) {}

  /** Unlinks what fulfils the filter. */
  async remove(filter: CacheFilter, { dryRun = false, signal }: RemovalOptions): Promise<Removal> {
    let matched = 0;
    let removed = 0;
    for await (const batch of this.batches(filter)) {
      signal?.throwIfAborted();
      const found = (await readMetas(batch)).filter(({ meta }) => meta !== undefined && matchesFilter(meta, filter));
      matched += found.length;
      if (dryRun || found.length === 0) continue;
      const results = await batch.bulk(found.map(({ key }) => ({ name: 'UNLINK', key })));
      removed += results.filter((result) => result.ok && result.value === 1).length;
    }
    return { matched, removed };
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

  private async *batches(filter: CacheFilter): AsyncGenerator<ScannedKeys> {
    const { organisationId, userId } = filter;
    if (organisationId === undefined || userId === undefined) yield* this.redis.scan(ALL_ANSWERS, BATCH);
    else yield* this.batchesOfUser({ level: 'user', organisationId, userId });
  }

  private async *batchesOfUser(scope: CacheScope): AsyncGenerator<ScannedKeys> {
    const tag = this.tagOf(scope);
    const hashes = (await this.redis.command('ZRANGE', indexKeyName(tag), 0, -1)) as string[];
    for (let at = 0; at < hashes.length; at += BATCH) {
      const keys = hashes.slice(at, at + BATCH).map((hash) => answerKeyName(tag, hash));
      yield { keys, bulk: (commands) => this.redis.bulk(commands) };
    }
  }
}

async function readMetas({ keys, bulk }: ScannedKeys): Promise<Found[]> {
  const results = await bulk(
    keys.map((key) => ({ name: 'GETRANGE', key, args: [0, META_PREFIX_BYTES - 1], reply: 'bytes' as const })),
  );
  return results.map((result, index) => ({
    key: keys[index] ?? '',
    meta: result.ok && Buffer.isBuffer(result.value) ? decodeMeta(result.value) : undefined,
  }));
}
