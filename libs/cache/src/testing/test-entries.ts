import { createHash } from 'node:crypto';
import { CacheEntry } from '../entry/cache-entry';
import type { EntryMeta } from '../entry/entry-meta';
import { PackedBytes } from '../entry/packed-bytes';
import type { CacheKey } from '../key/answer-key';
import type { CacheScope } from '../key/cache-scope';

/** The hash tag that tests use for a scope. */
export function testTag(scope: CacheScope): string {
  return scope.level === 'global' ? 'global' : [scope.organisationId, scope.level === 'user' && scope.userId].join('/');
}

/** A key of this user and this question. */
export function testKey(userId: string, question = 'q', organisationId = 'org_1'): CacheKey {
  const scope: CacheScope = { level: 'user', organisationId, userId };
  return { scope, tag: testTag(scope), hash: createHash('sha256').update(question).digest('base64url') };
}

/** An answer for the key, made now and fresh for a minute unless `more` says otherwise. */
export function testEntry(key: CacheKey, body = '{"answer":1}', more: Partial<EntryMeta> = {}): CacheEntry {
  const meta: EntryMeta = {
    scope: key.scope,
    hash: key.hash,
    createdAt: Date.now(),
    freshMs: 60_000,
    revalidateMs: 0,
    onErrorMs: 0,
    fillMs: 100,
    model: 'test/model',
    strategy: 'direct',
    ...more,
  };
  return new CacheEntry(meta, PackedBytes.ofText(body, 4_096), PackedBytes.ofText('[]', 4_096));
}
