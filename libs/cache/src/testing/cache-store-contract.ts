import type { CacheChange, CacheStore } from '../cache-store';
import type { CacheEntry } from '../entry/cache-entry';
import type { EntryMeta } from '../entry/entry-meta';
import type { CacheKey } from '../key/answer-key';
import { testEntry, testKey } from './test-entries';

const CLAIM_MS = 60_000;
let users = 0;

/** Stores an answer as whoever made it would. */
async function keep(
  store: CacheStore,
  key: CacheKey,
  more: Partial<EntryMeta> = {},
  body?: string,
): Promise<CacheEntry> {
  const entry = testEntry(key, body, more);
  await store.claim(key, 'maker', CLAIM_MS);
  expect(await store.put(key, entry, 'maker')).toBe('stored');
  return entry;
}

/**
 * What every {@link CacheStore} does. It may hold what earlier runs left: each test has users of its own.
 *
 * @param open the store. @param other the same one as another process sees it, for what processes tell each other.
 */
export function describeCacheStoreContract(name: string, open: () => CacheStore, other: () => CacheStore): void {
  describe(`the cache in ${name}`, () => {
    describeAnswers(open);
    describeClaims(open);
    describeRemoval(open);
    describeFences(open, other);
  });
}

function newUser(): string {
  return `user_${process.pid}_${Date.now()}_${++users}`;
}

function describeAnswers(open: () => CacheStore): void {
  it('gives an answer back as it was stored, to the key it was stored for and to no other', async () => {
    const user = newUser();
    const key = testKey(user);
    const body = JSON.stringify({ answer: 'ü😀\u0000'.repeat(3_000) });
    const entry = await keep(open(), key, { tags: ['a:b', '*'], conversationId: 'conv_1', costMicroUsd: 12 }, body);
    const found = await open().get(key);
    expect(found?.meta).toEqual(entry.meta);
    expect(found?.body.text()).toBe(body);
    expect(found?.events.text()).toBe('[]');
    expect(await open().get(testKey(user, 'another question'))).toBeUndefined();
    expect(await open().get(testKey(newUser()))).toBeUndefined();
  });

  it('tells what is stored for some keys, each in its place, without the answers', async () => {
    const [first, second, misplaced] = [testKey(newUser()), testKey(newUser()), testKey(newUser())];
    const entry = await keep(open(), first, { costMicroUsd: 12 });
    await open().claim(misplaced, 'maker', CLAIM_MS);
    await open().put(misplaced, testEntry(first), 'maker');
    expect(await open().metasOf([second, first, misplaced])).toEqual([undefined, entry.meta, undefined]);
    expect(await open().metasOf([])).toEqual([]);
  });

  it('takes an answer of another scope or another key for none, wherever it lies', async () => {
    const [alice, bob] = [testKey(newUser()), testKey(newUser())];
    await open().claim(bob, 'maker', CLAIM_MS);
    await open().put(bob, testEntry(alice), 'maker');
    expect(await open().get(bob)).toBeUndefined();
    const moved = testKey(newUser(), 'first');
    await open().claim(moved, 'maker', CLAIM_MS);
    await open().put(moved, testEntry({ ...moved, hash: testKey('x', 'second').hash }), 'maker');
    expect(await open().get(moved)).toBeUndefined();
  });

  it('keeps an answer as long as it may be used for anything, and no longer', async () => {
    const [short, stale] = [testKey(newUser()), testKey(newUser())];
    const createdAt = Date.now() - 1_000;
    await keep(open(), stale, { createdAt, freshMs: 500, revalidateMs: 60_000 });
    expect(await open().get(stale)).toBeDefined();
    await keep(open(), short, { freshMs: 1, createdAt: Date.now() });
    while ((await open().get(short)) !== undefined) await new Promise((resolve) => setImmediate(resolve));
  });
}

function describeClaims(open: () => CacheStore): void {
  it('lets one of many make an answer', async () => {
    const key = testKey(newUser());
    const claims = await Promise.all(Array.from({ length: 50 }, (_, i) => open().claim(key, `maker ${i}`, CLAIM_MS)));
    expect(claims.filter(({ status }) => status === 'claimed')).toHaveLength(1);
    const held = claims.find((claim) => claim.status === 'held');
    expect(held?.status === 'held' && held.endsInMs > 0).toBe(true);
  });

  it('gives whoever claims what has been stored meanwhile', async () => {
    const key = testKey(newUser());
    const { meta } = await keep(open(), key);
    expect(await open().claim(key, 'late', CLAIM_MS)).toMatchObject({ status: 'claimed', entry: { meta } });
  });

  it('frees a claim that is given up, that ends by itself or that is taken over, and only for its owner', async () => {
    const key = testKey(newUser());
    await open().claim(key, 'first', CLAIM_MS);
    await open().release(key, 'stranger');
    expect(await open().claim(key, 'second', CLAIM_MS)).toMatchObject({ status: 'held' });
    await open().release(key, 'first');
    expect(await open().claim(key, 'second', 1)).toMatchObject({ status: 'claimed' });
    while ((await open().claim(key, 'third', CLAIM_MS)).status === 'held');
    expect(await open().renew(key, 'second', CLAIM_MS)).toBe(false);
    expect(await open().renew(key, 'third', CLAIM_MS)).toBe(true);
    expect(await open().claim(key, 'fourth', CLAIM_MS, true)).toMatchObject({ status: 'claimed' });
    expect(await open().put(key, testEntry(key), 'third')).toBe('unclaimed');
    expect(await open().get(key)).toBeUndefined();
    expect(await open().put(key, testEntry(key), 'fourth')).toBe('stored');
  });
}

function describeRemoval(open: () => CacheStore): void {
  const organisationId = 'org_1';

  it('removes what a filter names, counts it first when asked to, and leaves the rest', async () => {
    const user = newUser();
    const [first, second, third] = [testKey(user, '1'), testKey(user, '2'), testKey(user, '3')];
    await keep(open(), first, { model: 'm/one', tags: ['faq'], conversationId: 'conv_1' });
    await keep(open(), second, { model: 'm/one', tags: ['faq', 'x'] });
    await keep(open(), third, { model: 'm/two' });
    const own = { organisationId, userId: user };
    expect(await open().remove({ ...own, model: 'm/one' }, { dryRun: true })).toEqual({ matched: 2, removed: 0 });
    expect(await open().get(first)).toBeDefined();
    expect(await open().remove({ ...own, tag: 'x' })).toEqual({ matched: 1, removed: 1 });
    expect(await open().remove({ ...own, conversationId: 'conv_1' })).toEqual({ matched: 1, removed: 1 });
    expect(await open().remove({ ...own, pattern: 'm/t?o:*' })).toEqual({ matched: 1, removed: 1 });
    for (const key of [first, second, third]) expect(await open().get(key)).toBeUndefined();
    await keep(open(), first, { model: 'm/gpt-oss:20b', tags: ['a:b,*'] });
    expect(await open().remove({ ...own, pattern: 'm/gpt-oss:20b:*' })).toEqual({ matched: 0, removed: 0 });
    const pattern = String.raw`m/gpt-oss\:20b:*:a\:b\,\*`;
    expect(await open().remove({ ...own, pattern })).toEqual({ matched: 1, removed: 1 });
  });

  it('finds by user what the user asked for on behalf of others, and no more of theirs', async () => {
    const maker = { organisationId, userId: newUser() };
    const shared: CacheKey = {
      ...testKey('x', newUser()),
      scope: { level: 'organisation', organisationId },
      tag: 'org_1',
    };
    const everybody: CacheKey = { ...testKey('x', newUser()), scope: { level: 'global' }, tag: 'global' };
    const others: CacheKey = { ...shared, hash: testKey('x', newUser()).hash };
    await keep(open(), shared, { maker });
    await keep(open(), everybody, { maker });
    await keep(open(), others, { maker: { organisationId, userId: newUser() } });
    expect((await open().get(shared))?.meta.maker).toEqual(maker);
    expect((await open().list(maker, 10)).entries).toHaveLength(2);
    expect(await open().remove({ ...maker, organisationId: 'org_2' })).toEqual({ matched: 0, removed: 0 });
    expect(await open().remove(maker)).toEqual({ matched: 2, removed: 2 });
    for (const key of [shared, everybody]) expect(await open().get(key)).toBeUndefined();
    expect(await open().get(others)).toBeDefined();
  });

  it('finds by what it is what belongs to many, and lists it', async () => {
    const model = `m/${newUser()}`;
    const keys = Array.from({ length: 20 }, () => testKey(newUser()));
    for (const key of keys) await keep(open(), key, { model });
    const listed: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await open().list({ model }, 7, cursor);
      listed.push(...page.entries.map(({ scope }) => (scope.level === 'user' ? scope.userId : '')));
      cursor = page.cursor;
    } while (cursor !== undefined);
    const users = keys.map(({ scope }) => (scope.level === 'user' ? scope.userId : ''));
    expect(new Set(listed)).toEqual(new Set(users));
    expect(await open().remove({ model, organisationId: 'org_2' })).toEqual({ matched: 0, removed: 0 });
    expect(await open().remove({ model, organisationId })).toEqual({ matched: 20, removed: 20 });
  });
}

function describeFences(open: () => CacheStore, other: () => CacheStore): void {
  const organisationId = 'org_1';

  it('takes a name that is full of signs for itself', async () => {
    const [odd, plain] = ['*', 'other'].map((name) => testKey(`${name}${newUser()}`));
    if (odd === undefined || plain === undefined) throw new Error('There are two keys.');
    await keep(open(), odd);
    await keep(open(), plain);
    const userId = odd.scope.level === 'user' ? odd.scope.userId : '';
    expect(await open().remove({ organisationId, userId: userId.slice(0, 1) })).toEqual({
      matched: 0,
      removed: 0,
    });
    expect(await open().remove({ organisationId, userId })).toEqual({ matched: 1, removed: 1 });
    expect(await open().get(plain)).toBeDefined();
  });

  it('tells the others what was stored, given up and removed', async () => {
    const user = newUser();
    const key = testKey(user);
    const heard: CacheChange[] = [];
    other().watch((change) => heard.push(change));
    await keep(open(), key);
    await open().claim(key, 'again', CLAIM_MS);
    await open().release(key, 'again');
    await open().remove({ organisationId, userId: user });
    const { tag, hash } = key;
    const expected: CacheChange[] = [
      { type: 'stored', tag, hash },
      { type: 'released', tag, hash },
      { type: 'removed', filter: { organisationId, userId: user } },
    ];
    const deadline = Date.now() + 1_000;
    const isHeard = (): boolean =>
      expected.every((change) => heard.some((one) => JSON.stringify(one) === JSON.stringify(change)));
    while (!isHeard() && Date.now() < deadline) await new Promise((resolve) => setImmediate(resolve));
    expect(heard).toEqual(expect.arrayContaining(expected));
  });
}
