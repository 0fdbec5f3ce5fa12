import type { ErrorBody } from '@app/contracts';
import { execFileSync } from 'node:child_process';
import { Client } from 'pg';
import { Redis } from 'ioredis';
import { RefusalAudit } from '../../../src/auth/identity/refusal-audit';
import { IdentityStart } from '../../../src/auth/identity/identity-start';
import { bearer, IdentityApp, ROOT_KEY, type MadeKey } from './identity-app';

jest.setTimeout(60_000);

interface List<Name extends string, Item> {
  body: { [Key in Name]: Item[] } & { nextCursor?: string };
}

describe('the administration of identities', () => {
  let app: IdentityApp;

  beforeAll(async () => {
    app = await IdentityApp.start();
  }, 120_000);
  afterAll(() => app.close());

  const status = async (...request: Parameters<IdentityApp['as']>): Promise<number> =>
    (await app.as(...request)).status;
  const me = (key: string) => app.as(key, 'GET', '/api/v1/me');

  it('makes organisations, users and keys, and the key says who its user is', async () => {
    const organisationId = await app.organisation('Acme');
    const ada = await app.user('Ada', ['operator'], organisationId);
    expect(ada.key).toMatch(/^sw_[0-9a-z]{39}$/);
    expect((await me(ada.key)).body).toEqual({
      kind: 'key',
      organisationId,
      userId: ada.userId,
      keyId: ada.id,
      roles: ['operator'],
      limits: {},
    });
    const shown = await app.as(ROOT_KEY, 'GET', `/api/v1/keys/${ada.id}`);
    expect(shown.body).toMatchObject({ prefix: ada.key.slice(0, 9), name: 'key of Ada' });
    expect(JSON.stringify(shown.body)).not.toContain(ada.key.slice(9));
  });

  it('writes down what a caller tried and may not, the first time with the route, and then by number', async () => {
    const organisationId = await app.organisation('Refusals');
    const { key, userId } = await app.user('Eve', ['user'], organisationId);
    const admin = await app.user('Adam', ['admin'], organisationId);
    for (let i = 0; i < 3; i++) expect(await status(key, 'POST', '/api/v1/users', { name: 'Eve' })).toBe(403);
    await app.running.app.get(RefusalAudit, { strict: false }).flush();
    const { body } = await app.as<{ entries: object[] }>(admin.key, 'GET', '/api/v1/audit?action=auth.refuse');
    const refused = { actor: { kind: 'key', userId }, result: 'refused' };
    expect(body.entries).toMatchObject([
      { ...refused, details: { count: 2, reason: 'forbidden' } },
      {
        ...refused,
        target: { type: 'route', id: 'POST /api/v1/users' },
        details: { count: 1, reason: 'forbidden' },
      },
    ]);
  });

  it('lists page by page, newest first, and takes no other cursor', async () => {
    const organisationId = await app.organisation('Pages');
    for (const name of ['a', 'b', 'c']) await app.user(name, ['user'], organisationId);
    const admin = await app.user('d', ['admin'], organisationId);
    type Users = List<'users', { name: string }>;
    const list = (query: string): Promise<Users> => app.as(admin.key, 'GET', `/api/v1/users${query}`);
    const first = await list('?limit=3');
    expect(first.body.users.map(({ name }) => name)).toEqual(['d', 'c', 'b']);
    const second = await list(`?limit=3&cursor=${first.body.nextCursor!}`);
    expect(second.body.users.map(({ name }) => name)).toEqual(['a']);
    expect(second.body.nextCursor).toBeUndefined();
    for (const query of ['?cursor=x', '?cursor=', '?limit=0', '?limit=-1', '?limit=1000000000', '?page=2']) {
      expect(await status(admin.key, 'GET', `/api/v1/users${query}`)).toBe(400);
    }
    const { nextCursor } = first.body;
    expect(await status(admin.key, 'GET', `/api/v1/keys?cursor=${nextCursor!}`)).toBe(400);
  });

  it('gives no key more than the key has that makes it', async () => {
    const organisationId = await app.organisation('Narrow');
    const admin = await app.user('admin', ['admin'], organisationId, ['admin', 'chat']);
    const attempts: [object, number][] = [
      [{ name: 'all' }, 403],
      [{ name: 'more', scopes: ['admin', 'audit'] }, 403],
      [{ name: 'same', scopes: ['chat', 'admin'] }, 201],
    ];
    for (const [body, expected] of attempts)
      expect(await status(admin.key, 'POST', '/api/v1/keys', body)).toBe(expected);
    const wide = await app.key({ name: 'wide', userId: admin.userId });
    expect(await status(admin.key, 'POST', `/api/v1/keys/${wide.id}/rotate`, {})).toBe(403);
    expect(await status(admin.key, 'PATCH', `/api/v1/keys/${wide.id}`, { scopes: null })).toBe(403);
    expect(await status(admin.key, 'PATCH', `/api/v1/keys/${wide.id}`, { name: 'wider' })).toBe(200);
  });

  it('lets no key lift the bounds that it has, nor give others larger ones or roles', async () => {
    const organisationId = await app.organisation('Bounds');
    const { userId } = await app.user('admin', ['admin'], organisationId);
    const peer = await app.user('peer', ['user', 'auditor'], organisationId);
    const expiresAt = Date.now() + 3_600_000;
    const bounds = { expiresAt, limits: { requestsPerMinute: 500, concurrentRequests: 4 } };
    const own = await app.key({ name: 'own', userId, ...bounds });
    const larger = { ...bounds.limits, requestsPerMinute: 501 };
    const patch = (body: object): Promise<number> => status(own.key, 'PATCH', `/api/v1/keys/${own.id}`, body);
    for (const change of [{ expiresAt: null }, { expiresAt: expiresAt + 1 }, { limits: {} }, { limits: larger }]) {
      expect(await patch(change)).toBe(403);
      const { expiresAt: asked, ...rest } = { name: 'new', ...bounds, ...change };
      const body = { ...rest, ...(asked === null ? {} : { expiresAt: asked }) };
      expect(await status(own.key, 'POST', '/api/v1/keys', body)).toBe(403);
    }
    expect(await status(own.key, 'POST', '/api/v1/keys', { name: 'same', ...bounds })).toBe(201);
    expect(await status(own.key, 'POST', `/api/v1/keys/${peer.id}/rotate`, {})).toBe(403);
    const user = (roles: string[]): Promise<number> => status(own.key, 'POST', '/api/v1/users', { name: 'u', roles });
    expect([await user(['admin']), await user(['operator', 'user']), await user(['user'])]).toEqual([403, 403, 201]);
    const roles = (given: string[]): Promise<number> =>
      status(own.key, 'PATCH', `/api/v1/users/${peer.userId}`, { roles: given });
    expect([await roles(['admin']), await roles(['auditor']), await roles(['user'])]).toEqual([403, 200, 200]);
    expect(await patch({ expiresAt: expiresAt - 60_000, limits: { ...larger, requestsPerMinute: 400 } })).toBe(200);
    expect(await patch({ expiresAt })).toBe(403);
  });

  it('replaces a key by one of the same rights, and lets both go on for a while', async () => {
    const organisationId = await app.organisation('Rotation');
    const { userId } = await app.user('Ada', ['user'], organisationId);
    const rights = { scopes: ['chat', 'admin'], limits: { requestsPerMinute: 7 }, allowedModels: ['up/plain'] };
    const old = await app.key({ name: 'old', userId, ...rights });
    const made = await app.as<MadeKey>(ROOT_KEY, 'POST', `/api/v1/keys/${old.id}/rotate`, { overlapSeconds: 60 });
    expect(made).toMatchObject({ status: 201, body: { name: 'old', userId, ...rights } });
    expect((await me(old.key)).status).toBe(200);
    expect((await me(made.body.key)).body).toMatchObject(rights);

    const again = await app.as<MadeKey>(ROOT_KEY, 'POST', `/api/v1/keys/${made.body.id}/rotate`, { overlapSeconds: 0 });
    expect((await me(made.body.key)).status).toBe(401);
    expect((await me(again.body.key)).status).toBe(200);
    expect(await status(ROOT_KEY, 'POST', `/api/v1/keys/${made.body.id}/rotate`, {})).toBe(409);
  });

  it('refuses a revoked, ended or disabled key at once, always in the same words', async () => {
    const organisationId = await app.organisation('Over');
    const bodies = new Set<string>();
    const over = async (key: MadeKey, end: () => Promise<unknown>): Promise<void> => {
      expect((await me(key.key)).status).toBe(200);
      await end();
      const { status, body } = await app.as<ErrorBody>(key.key, 'GET', '/api/v1/me');
      expect(status).toBe(401);
      bodies.add(body.error.message);
    };
    const revoked = await app.user('a', ['user'], organisationId);
    await over(revoked, () => app.as(ROOT_KEY, 'DELETE', `/api/v1/keys/${revoked.id}`));
    const disabled = await app.user('b', ['user'], organisationId);
    await over(disabled, () => app.as(ROOT_KEY, 'PATCH', `/api/v1/users/${disabled.userId}`, { disabled: true }));
    const ended = await app.user('c', ['user'], organisationId);
    await over(ended, async () => {
      const expiresAt = Date.now() + 300;
      await app.as(ROOT_KEY, 'PATCH', `/api/v1/keys/${ended.id}`, { expiresAt });
      while ((await me(ended.key)).status === 200 && Date.now() < expiresAt + 5_000);
    });
    const closed = await app.user('d', ['user'], organisationId);
    await over(closed, () => app.as(ROOT_KEY, 'PATCH', `/api/v1/organisations/${organisationId}`, { disabled: true }));
    const unknown = await app.as<ErrorBody>(`${closed.key.slice(0, -1)}0`, 'GET', '/api/v1/me');
    bodies.add(unknown.body.error.message);
    expect(bodies.size).toBe(1);
  });

  it('keeps administrators from locking themselves out, and installations from losing their users', async () => {
    const admin = await app.user('admin', ['admin'], 'org_local');
    const patch = (path: string, body: object): Promise<number> => status(admin.key, 'PATCH', path, body);
    expect(await patch(`/api/v1/users/${admin.userId}`, { roles: ['user'] })).toBe(409);
    expect(await patch(`/api/v1/users/${admin.userId}`, { name: 'Me' })).toBe(200);
    expect(await patch('/api/v1/users/user_local', { disabled: true })).toBe(409);
    expect(await patch('/api/v1/users/user_bootstrap', { roles: ['user'] })).toBe(409);
    expect(await patch('/api/v1/organisations/org_local', { disabled: true })).toBe(409);
  });

  it('refuses a change that changes nothing', async () => {
    const organisationId = await app.organisation('Unchanged');
    const made = await app.user('unchanged', ['user'], organisationId);
    for (const path of [`users/${made.userId}`, `keys/${made.id}`, `organisations/${organisationId}`]) {
      const { status: code, body } = await app.as<ErrorBody>(ROOT_KEY, 'PATCH', `/api/v1/${path}`, {});
      expect([path, code, body]).toMatchObject([path, 400, { error: { code: 'missing_parameter', param: 'name' } }]);
    }
  });

  it('writes every act into the trail of the organisation that it was done to', async () => {
    const organisationId = await app.organisation('Trail');
    const admin = await app.user('admin', ['admin'], organisationId);
    await app.as(admin.key, 'POST', `/api/v1/keys/${admin.id}/rotate`, {});
    await app.as(admin.key, 'DELETE', `/api/v1/keys/${admin.id}`);
    const auditor = await app.user('auditor', ['auditor'], organisationId);
    const { body } = await app.as<{ entries: { action: string; actor: object }[] }>(
      auditor.key,
      'GET',
      '/api/v1/audit',
    );
    expect(body.entries.map(({ action }) => action).reverse()).toEqual([
      'organisation.create',
      'user.create',
      'key.create',
      'key.rotate',
      'key.revoke',
      'user.create',
      'key.create',
    ]);
    expect(body.entries.find(({ action }) => action === 'key.revoke')?.actor).toMatchObject({ userId: admin.userId });
  });

  it('keeps nothing when the trail does not take the entry', async () => {
    const client = new Client({ connectionString: app.stores.databaseUrl });
    await client.connect();
    await client.query('ALTER FUNCTION stepwise.append_audit RENAME TO append_audit_away');
    try {
      expect((await app.as(ROOT_KEY, 'POST', '/api/v1/users', { name: 'Untold', roles: ['user'] })).status).toBe(500);
    } finally {
      await client.query('ALTER FUNCTION stepwise.append_audit_away RENAME TO append_audit');
    }
    const { rows } = await client.query("SELECT 1 FROM stepwise.users WHERE name = 'Untold'");
    await client.end();
    expect(rows).toEqual([]);
  });

  it('gives out and erases what is kept of a user, within the organisation alone', async () => {
    const [own, foreign] = [await app.organisation('Mine'), await app.organisation('Foreign')];
    const ada = await app.user('Ada Lovelace', ['user'], own);
    const [admin, stranger] = [await app.user('a', ['admin'], own), await app.user('s', ['admin'], foreign)];
    const path = `/api/v1/privacy/users/${ada.userId}/data`;
    const exported = await app.as<string>(admin.key, 'GET', path);
    expect(exported.body).toContain('"place":"identity","data":{"user":{');
    expect(exported.body).toContain('Ada Lovelace');
    expect(exported.body).not.toContain(ada.key);

    expect(await status(stranger.key, 'GET', path)).toBe(404);
    expect(await status(stranger.key, 'DELETE', path)).toBe(404);
    expect((await me(ada.key)).status).toBe(200);

    const erased = await app.as<{ erased: Record<string, number> }>(admin.key, 'DELETE', path);
    expect(erased).toMatchObject({ status: 200, body: { erased: { identity: 2 } } });
    expect((await me(ada.key)).status).toBe(401);
    const { body } = await app.as<string>(admin.key, 'GET', path);
    expect(body).not.toContain('Ada');
  });

  it('makes a first key when there is none to administer with, and never two', async () => {
    const starts = [0, 1, 2].map(() => app.running.app.get(IdentityStart, { strict: false }));
    await app.as(ROOT_KEY, 'GET', '/api/v1/me');
    const client = new Client({ connectionString: app.stores.databaseUrl });
    await client.connect();
    await client.query('UPDATE stepwise.api_keys SET revoked_at = now() WHERE revoked_at IS NULL');
    await client.end();
    const made = (await Promise.all(starts.map((start) => start.makeFirstKey()))).filter((key) => key !== undefined);
    expect(made).toHaveLength(1);
    expect((await me(made[0]!)).body).toMatchObject({ userId: 'user_local', roles: ['admin'] });
    await expect(starts[0]!.makeFirstKey()).resolves.toBeUndefined();
  });

  it('does not start with users of tokens who would belong nowhere', async () => {
    const start = app.running.app.get(IdentityStart, { strict: false });
    await expect(start.checkOrganisation('org_local')).resolves.toBeUndefined();
    await expect(start.checkOrganisation('org_none')).rejects.toThrow('JWT_ORGANISATION');
  });

  it('leaves no key and no session in the database or in Redis', async () => {
    const once = { ...bearer(ROOT_KEY), 'idempotency-key': 'to-be-looked-for' };
    const { body: made } = await app.as<MadeKey>(once, 'POST', '/api/v1/keys', { name: 'to be looked for' });
    await me(made.key);
    const login = await app.as(undefined, 'POST', '/api/v1/login', { apiKey: made.key });
    const session = /=(sws_[0-9a-z]+)/.exec(login.headers.get('set-cookie') ?? '')![1]!;
    const texts = [made.key, session, ROOT_KEY];
    const secrets = [...texts, ...texts.map((text) => Buffer.from(text).toString('hex'))];
    const dump = execFileSync(process.execPath, ['-e', DUMP, app.stores.databaseUrl], { encoding: 'utf8' });
    expect(dump.length).toBeGreaterThan(1_000);
    expect(dump).toContain(made.key.slice(0, 9));
    const redis = new Redis(app.stores.redisUrl!);
    const kept = await Promise.all((await redis.keys('*')).map(async (key) => `${key} ${await redis.dump(key)}`));
    redis.disconnect();
    for (const secret of secrets) {
      expect(dump.includes(secret)).toBe(false);
      expect(kept.join('\n').includes(secret)).toBe(false);
    }
  });
});

/** Prints every row of every table as text. */
const DUMP = `
const { Client } = require('pg');
(async () => {
  const client = new Client({ connectionString: process.argv[1] });
  await client.connect();
  const tables = await client.query("SELECT relname FROM pg_class WHERE relnamespace = 'stepwise'::regnamespace AND relkind IN ('r', 'p')");
  for (const { relname } of tables.rows) {
    const { rows } = await client.query('SELECT t::text AS row FROM stepwise."' + relname + '" t');
    for (const { row } of rows) process.stdout.write(relname + ' ' + row + '\\n');
  }
  await client.end();
})();`;
