import { randomBytes } from 'node:crypto';
import { AppError, type Principal } from '@app/kernel';
import { ManualClock } from '@app/testing';
import { Authenticator, type AuthenticatorParts } from './authenticator';
import { CredentialHasher } from './credential-hasher';
import { newKeyText, newSessionText } from './key-text';
import { MemoryIdentityDirectory } from './testing';

const principal = (more: Partial<Principal> = {}): Principal => ({
  kind: 'key',
  organisationId: 'org_1',
  userId: 'user_1',
  keyId: 'key_1',
  roles: ['admin'],
  limits: {},
  ...more,
});

function setUp(more: Partial<AuthenticatorParts> = {}) {
  const directory = new MemoryIdentityDirectory();
  const hasher = new CredentialHasher(() => Buffer.alloc(32, 7));
  const clock = new ManualClock();
  const key = newKeyText(randomBytes);
  const digest = hasher.digest(key).toString('hex');
  directory.keys.set(digest, { principal: principal() });
  const authenticator = new Authenticator({ directory, hasher, clock, ...more });
  return { authenticator, directory, hasher, clock, key, digest };
}

describe('Authenticator', () => {
  it('looks a key up once and knows it then without waiting', async () => {
    const { authenticator, directory, key } = setUp();
    expect(authenticator.recall(key, 'header')).toBeUndefined();
    const { principal: found } = await authenticator.identify(key, 'header');
    expect(found).toMatchObject({ userId: 'user_1', roles: ['admin'] });
    expect(authenticator.recall(key, 'header')?.principal).toBe(found);
    expect(directory.lookups).toBe(1);
  });

  it('refuses every other text with the same words, and malformed ones without a look-up', async () => {
    const { authenticator, directory, key, digest } = setUp();
    const messages = new Set<string>();
    for (const wrong of [
      newKeyText(randomBytes),
      '',
      'sw_',
      key.slice(0, -1),
      digest,
      `${key} `,
      newSessionText(randomBytes),
    ]) {
      const error: unknown = await authenticator.identify(wrong, 'header').catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'unauthenticated' });
      messages.add((error as AppError).message);
    }
    expect(messages.size).toBe(1);
    expect(directory.lookups).toBe(1);
  });

  it('asks once for what comes many times at once', async () => {
    const { authenticator, directory, key } = setUp();
    const all = await Promise.all(Array.from({ length: 50 }, () => authenticator.identify(key, 'header')));
    expect(all).toHaveLength(50);
    expect(directory.lookups).toBe(1);
  });

  it('ends a key by its time, also one that it knows', async () => {
    const { authenticator, directory, clock, key, digest } = setUp();
    directory.keys.set(digest, { principal: principal(), expiresAtMs: clock.now() + 1_000 });
    await authenticator.identify(key, 'header');
    clock.advance(999);
    expect(authenticator.recall(key, 'header')).toBeDefined();
    clock.advance(1);
    expect(authenticator.recall(key, 'header')).toBeUndefined();
    await expect(authenticator.identify(key, 'header')).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('forgets everything when the directory has changed, and nothing when it has not', async () => {
    const { authenticator, directory, key, digest } = setUp();
    await authenticator.refresh();
    await authenticator.identify(key, 'header');
    expect(await authenticator.refresh()).toBe(false);
    expect(authenticator.recall(key, 'header')).toBeDefined();

    directory.keys.delete(digest);
    directory.current += 1;
    expect(await authenticator.refresh()).toBe(true);
    expect(authenticator.recall(key, 'header')).toBeUndefined();
    await expect(authenticator.identify(key, 'header')).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('does not remember what was looked up before a change and came after it', async () => {
    const { authenticator, directory, key } = setUp();
    await authenticator.refresh();
    const identified = authenticator.identify(key, 'header');
    directory.current += 1;
    await Promise.all([authenticator.refresh(), identified]);
    expect(authenticator.recall(key, 'header')).toBeUndefined();
  });

  it('trusts its memory for a minute while the directory is away, lets nobody new in, and nobody at all after', async () => {
    const { authenticator, directory, clock, key } = setUp();
    await authenticator.refresh();
    await authenticator.identify(key, 'header');
    directory.failure = new AppError('storage_unavailable', 'The database does not answer.');
    await expect(authenticator.refresh()).rejects.toMatchObject({ code: 'storage_unavailable' });
    await expect(authenticator.identify(newKeyText(randomBytes), 'header')).rejects.toMatchObject({
      code: 'storage_unavailable',
    });
    clock.advance(60_000);
    expect(authenticator.recall(key, 'header')).toBeDefined();
    clock.advance(1);
    expect(authenticator.recall(key, 'header')).toBeUndefined();
    await expect(authenticator.identify(key, 'header')).rejects.toMatchObject({ code: 'storage_unavailable' });

    directory.failure = undefined;
    await expect(authenticator.identify(key, 'header')).resolves.toBeDefined();
  });

  it('keeps a bounded number of identities, those that were used last', async () => {
    const { authenticator, directory, hasher, key } = setUp({ capacity: 2 });
    const others = [newKeyText(randomBytes), newKeyText(randomBytes)] as const;
    for (const other of others) directory.keys.set(hasher.digest(other).toString('hex'), { principal: principal() });
    await authenticator.identify(key, 'header');
    await authenticator.identify(others[0], 'header');
    authenticator.recall(key, 'header');
    await authenticator.identify(others[1], 'header');
    expect(authenticator.knownCount).toBe(2);
    expect(authenticator.recall(key, 'header')).toBeDefined();
    expect(authenticator.recall(others[0], 'header')).toBeUndefined();
  });

  it('tells which keys were used, once', async () => {
    const { authenticator, key } = setUp();
    await authenticator.identify(key, 'header');
    expect(authenticator.takeUsedKeys()).toEqual(['key_1']);
    expect(authenticator.takeUsedKeys()).toEqual([]);
    authenticator.recall(key, 'header');
    expect(authenticator.takeUsedKeys()).toEqual(['key_1']);
  });
});

describe('Authenticator, about who is in already', () => {
  it('lets go on whose key is as it was, or may more now', async () => {
    const { authenticator, directory, key, digest } = setUp();
    directory.keys.set(digest, { principal: principal({ roles: ['user'], scopes: ['chat'] }) });
    const { principal: before } = await authenticator.identify(key, 'header');
    expect(await authenticator.refusalNow(before)).toBeUndefined();
    directory.keys.set(digest, { principal: principal({ roles: ['user', 'operator'] }) });
    expect(await authenticator.refusalNow(before)).toBeUndefined();
  });

  it.each([
    ['roles', { roles: ['user'] as const }],
    ['scopes', { scopes: ['chat'] as const }],
    ['models', { allowedModels: ['a/b'] }],
  ])('stops whoever lost %s', async (_, less) => {
    const { authenticator, directory, key, digest } = setUp();
    const { principal: before } = await authenticator.identify(key, 'header');
    directory.keys.set(digest, { principal: principal(less) });
    expect(await authenticator.refusalNow(before)).toMatchObject({ code: 'forbidden' });
  });

  it('stops whose key was revoked or has ended, and knows nothing of others', async () => {
    const { authenticator, directory, clock, key, digest } = setUp();
    const { principal: before } = await authenticator.identify(key, 'header');
    directory.keys.set(digest, { principal: principal(), expiresAtMs: clock.now() });
    expect(await authenticator.refusalNow(before)).toMatchObject({ code: 'unauthenticated' });
    directory.keys.delete(digest);
    expect(await authenticator.refusalNow(before)).toMatchObject({ code: 'unauthenticated' });
    expect(await authenticator.refusalNow(principal())).toBeUndefined();
  });
});

describe('Authenticator, about web sessions', () => {
  function withSession(more: Partial<AuthenticatorParts> = {}) {
    const parts = setUp(more);
    const { directory, hasher, clock, key } = parts;
    const session = newSessionText(randomBytes);
    const stored = { credential: hasher.digest(key), expiresAtMs: clock.now() + 10_000 };
    directory.sessions.set(hasher.digest(session).toString('hex'), stored);
    return { ...parts, session };
  }

  it('knows a session as the user of its key, with a token against forged requests', async () => {
    const { authenticator, hasher, session } = withSession();
    const identity = await authenticator.identify(session, 'session');
    expect(identity).toMatchObject({
      principal: { userId: 'user_1', keyId: 'key_1' },
      csrfToken: hasher.csrfToken(session),
    });
    expect(authenticator.recall(session, 'session')).toBeDefined();
  });

  it('takes neither a session for a key nor a key for a session', async () => {
    const { authenticator, key, session } = withSession();
    await authenticator.identify(session, 'session');
    await authenticator.identify(key, 'header');
    expect(authenticator.recall(session, 'header')).toBeUndefined();
    expect(authenticator.recall(key, 'session')).toBeUndefined();
    await expect(authenticator.identify(session, 'header')).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(authenticator.identify(key, 'session')).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('ends a session with its key, whichever ends first', async () => {
    const { authenticator, directory, clock, session, digest } = withSession();
    directory.keys.set(digest, { principal: principal(), expiresAtMs: clock.now() + 100 });
    const { principal: before, expiresAtMs } = await authenticator.identify(session, 'session');
    expect(expiresAtMs).toBe(clock.now() + 100);
    directory.keys.delete(digest);
    expect(await authenticator.refusalNow(before)).toMatchObject({ code: 'unauthenticated' });
  });

  it('knows sessions of keys that are not in the directory', async () => {
    const fixed = principal({ kind: 'bootstrap', userId: 'user_bootstrap' });
    const { authenticator, directory, session } = withSession({ fixedKey: () => fixed });
    directory.keys.clear();
    expect((await authenticator.identify(session, 'session')).principal).toEqual(fixed);
  });
});
