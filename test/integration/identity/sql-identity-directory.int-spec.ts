import { randomBytes } from 'node:crypto';
import {
  CredentialHasher,
  SqlApiKeys,
  SqlIdentityDirectory,
  SqlInstallation,
  SqlOrganisations,
  SqlUsers,
  SqlWebSessions,
  type NewKey,
  type TokenUser,
} from '@app/identity';
import { RandomIdGenerator } from '@app/kernel';
import { closePostgresPool, createPostgresPool, migrate, SqlDatabase } from '@app/storage';
import { ManualClock } from '@app/testing';
import type { Pool } from 'pg';
import { newDatabase, startTestStores, type TestStores } from '../storage/store-fixture';

jest.setTimeout(120_000);

describe('SqlIdentityDirectory', () => {
  const ids = new RandomIdGenerator();
  const clock = new ManualClock();
  const hasher = new CredentialHasher(() => Buffer.alloc(32, 7));
  let stores: TestStores;
  let pool: Pool;
  let database: SqlDatabase;
  let directory: SqlIdentityDirectory;
  let organisations: SqlOrganisations;
  let users: SqlUsers;
  let keys: SqlApiKeys;
  let sessions: SqlWebSessions;

  beforeAll(async () => {
    stores = await startTestStores({ needRedis: false, needPostgres: true });
    const url = await newDatabase(stores.databaseUrl!);
    await migrate({ url });
    pool = createPostgresPool({ url });
    database = new SqlDatabase(pool);
    directory = new SqlIdentityDirectory({ database, hasher, clock, ids });
    organisations = new SqlOrganisations(database);
    users = new SqlUsers(database);
    keys = new SqlApiKeys(database);
    sessions = new SqlWebSessions(database);
  });
  afterAll(async () => {
    await closePostgresPool(pool);
    await stores.remove();
  });

  const newUser = async () => {
    const organisation = await organisations.create(ids.next('org'), 'Acme');
    return users.create({ id: ids.next('user'), organisationId: organisation.id, name: 'Ada', roles: ['user'] });
  };
  const newKey = (more: Partial<NewKey> = {}): NewKey => ({
    id: ids.next('key'),
    name: 'a key',
    prefix: 'sw_aaaaaa',
    digest: randomBytes(32),
    limits: {},
    ...more,
  });
  /** Whether the version has changed by an act. */
  const counts = async (act: () => Promise<unknown>): Promise<boolean> => {
    const before = await directory.version();
    await act();
    return (await directory.version()) !== before;
  };

  it('finds keys in one go, in the order that they were asked for, with what they may', async () => {
    const user = await newUser();
    const plain = newKey();
    const narrow = newKey({
      scopes: ['chat'],
      allowedModels: ['a/b'],
      limits: { requestsPerMinute: 5 },
      expiresAt: 5_000,
    });
    for (const key of [plain, narrow]) await keys.create(key, user);
    const owner = { kind: 'key', organisationId: user.organisationId, userId: user.id, roles: ['user'] };
    expect(await directory.findKeys([narrow.digest, randomBytes(32), plain.digest])).toEqual([
      {
        principal: {
          ...owner,
          keyId: narrow.id,
          scopes: ['chat'],
          allowedModels: ['a/b'],
          limits: { requestsPerMinute: 5 },
        },
        expiresAtMs: 5_000,
      },
      undefined,
      { principal: { ...owner, keyId: plain.id, limits: {} } },
    ]);
  });

  it.each([
    ['the key is revoked', (_: string, __: string, key: string) => keys.change(key, {}, { revokedAt: 1 })],
    ['the user is disabled', (_: string, user: string) => users.change(user, {}, { disabledAt: 1 })],
    ['the organisation is disabled', (org: string) => organisations.change(org, {}, { disabledAt: 1 })],
  ])('finds no key once %s, and says that something has changed', async (_, end) => {
    const user = await newUser();
    const key = newKey();
    await keys.create(key, user);
    expect(await counts(() => end(user.organisationId, user.id, key.id))).toBe(true);
    expect(await directory.findKeys([key.digest])).toEqual([undefined]);
  });

  it('counts what gives or takes rights, and nothing else', async () => {
    const user = await newUser();
    const key = newKey();
    expect(await counts(() => keys.create(key, user))).toBe(true);
    expect(await counts(() => users.change(user.id, {}, { roles: ['admin'] }))).toBe(true);
    expect(await counts(() => keys.change(key.id, {}, { rights: { limits: {}, scopes: ['chat'] } }))).toBe(true);
    expect(await counts(() => directory.noteUse([key.id], clock.now()))).toBe(false);
    expect((await keys.find(key.id, {}))?.lastUsedAt).toBe(clock.now());
  });

  it('writes the last use at most once a minute', async () => {
    const key = newKey();
    await keys.create(key, await newUser());
    const began = clock.now();
    for (const [afterMs, lastUse] of [
      [0, 0],
      [59_000, 0],
      [61_000, 61_000],
    ] as const) {
      await directory.noteUse([key.id], began + afterMs);
      expect((await keys.find(key.id, {}))?.lastUsedAt).toBe(began + lastUse);
    }
  });

  it('changes nothing beyond reach', async () => {
    const [user, other] = [await newUser(), await newUser()];
    const key = newKey();
    await keys.create(key, user);
    const reach = { organisationId: other.organisationId };
    expect(await keys.find(key.id, reach)).toBeUndefined();
    expect(await keys.change(key.id, reach, { revokedAt: 1 })).toBeUndefined();
    expect(await users.change(user.id, reach, { name: 'x' })).toBeUndefined();
    expect(await organisations.change(user.organisationId, reach, { name: 'x' })).toBeUndefined();
    expect((await keys.list(reach, { limit: 10 })).items).toEqual([]);
    expect(await keys.find(key.id, { organisationId: user.organisationId, userId: other.id })).toBeUndefined();
    expect(await directory.findKeys([key.digest])).not.toEqual([undefined]);
  });

  it('finds sessions until they end', async () => {
    const { id: userId, organisationId } = await newUser();
    const session = { digest: randomBytes(32), credential: randomBytes(32), organisationId, userId };
    const expiresAtMs = clock.now() + 1_000;
    await sessions.begin({ ...session, expiresAtMs }, clock.now());
    const find = () => directory.findSessions([session.digest]);
    expect(await find()).toEqual([{ credential: session.credential, expiresAtMs }]);
    expect(await counts(() => sessions.end(session.digest, clock.now()))).toBe(true);
    expect(await find()).toEqual([undefined]);
  });

  it('makes one user of a subject, however many processes see it first', async () => {
    const subject = { issuer: 'https://id.example', subject: 'ada', name: 'Ada' };
    expect(await directory.findTokenUser(subject)).toBeUndefined();
    const made = await Promise.all(
      Array.from({ length: 8 }, () => directory.createTokenUser(subject, 'org_local', ['user'])),
    );
    expect(new Set(made.map(({ userId }) => userId)).size).toBe(1);
    expect(await directory.findTokenUser({ ...subject, issuer: 'https://other.example' })).toBeUndefined();
    await users.change(made[0]!.userId, {}, { disabledAt: 1 });
    expect(await directory.findTokenUser(subject)).toMatchObject({ isDisabled: true, organisationId: 'org_local' });
  });

  it('keeps an erased subject out, as often as it is erased, until its user is enabled again', async () => {
    const subject = { issuer: 'https://id.example', subject: 'eve', name: 'Eve' };
    const { userId, organisationId } = await directory.createTokenUser(subject, 'org_local', ['admin']);
    for (const _ of [1, 2]) {
      expect(await users.erase({ userId, organisationId }, clock.now(), hasher)).toBe(1);
      expect(await directory.findTokenUser(subject)).toMatchObject({ userId, isDisabled: true });
      expect(await directory.createTokenUser(subject, 'org_local', ['admin'])).toMatchObject({
        userId,
        isDisabled: true,
      });
    }
    expect(JSON.stringify(await users.find(userId, {}))).not.toMatch(/eve/i);
    expect(await directory.findTokenUser({ ...subject, subject: 'eva' })).toBeUndefined();
    await users.change(userId, {}, { disabledAt: null });
    expect(await directory.findTokenUser(subject)).toMatchObject({ userId, isDisabled: false });
  });

  it('takes roles of newer tokens over, once, and tells of each', async () => {
    const told: unknown[] = [];
    const onTokenUser = (user: TokenUser, what: string) => Promise.resolve(void told.push([what, user.roles]));
    const telling = new SqlIdentityDirectory({ database, hasher, clock, ids, onTokenUser });
    const subject = { issuer: 'https://id.example', subject: 'mia', name: 'Mia' };
    const user = await telling.createTokenUser(subject, 'org_local', ['user']);
    await Promise.all([1, 2, 3, 4].map(() => telling.changeTokenRoles(user, ['admin'], 2_000)));
    await telling.changeTokenRoles(user, ['user'], 1_000);
    expect(await telling.findTokenUser(subject)).toMatchObject({ roles: ['admin'], rolesAtMs: 2_000 });
    expect(told).toEqual([
      ['create', ['user']],
      ['update', ['admin']],
    ]);
    const failing = new SqlIdentityDirectory({
      database,
      hasher,
      clock,
      ids,
      onTokenUser: () => Promise.reject(new Error('no')),
    });
    await expect(failing.changeTokenRoles(user, ['user'], 3_000)).rejects.toThrow();
    expect(await telling.findTokenUser(subject)).toMatchObject({ roles: ['admin'] });
  });

  it('takes the secret that keys were hashed with, and no other while there are keys', async () => {
    const installation = new SqlInstallation(database);
    const fingerprint = (byte: number) => new CredentialHasher(() => Buffer.alloc(32, byte)).fingerprint;
    await pool.query('UPDATE stepwise.identity_state SET key_secret_check = NULL');
    expect(await installation.acceptsSecret(fingerprint(1))).toBe(true);
    expect(await installation.acceptsSecret(fingerprint(2))).toBe(false);
    await pool.query('UPDATE stepwise.api_keys SET revoked_at = now()');
    expect(await installation.acceptsSecret(fingerprint(2))).toBe(true);
    expect(await installation.acceptsSecret(fingerprint(1))).toBe(true); // there is still no key in force
  });
});
