import { randomBytes } from 'node:crypto';
import { IdentityApp, ROOT_KEY, type MadeKey } from '../identity/identity-app';

jest.setTimeout(120_000);

interface Entries {
  entries: { action: string; result: string; target?: { id: string } }[];
}

describe('the data of another user', () => {
  let app: IdentityApp;
  let own: string;
  let admin: MadeKey;

  beforeAll(async () => {
    app = await IdentityApp.start({ RATE_LIMIT_ENABLED: 'false' });
    own = await app.organisation('Own');
    admin = await app.user('admin', ['admin'], own);
  });
  afterAll(() => app.close());

  const path = (userId: string): string => `/api/v1/privacy/users/${userId}/data`;
  const exported = async (userId: string, key: string): Promise<{ status: number; text: string }> => {
    const response = await fetch(`${app.url}${path(userId)}`, { headers: { authorization: `Bearer ${key}` } });
    return { status: response.status, text: await response.text() };
  };
  const told = async (userId: string): Promise<string[]> => {
    const { body } = await app.as<Entries>(ROOT_KEY, 'GET', `/api/v1/audit?targetType=user&targetId=${userId}`);
    const there = await app.as<Entries>(admin.key, 'GET', `/api/v1/audit?targetType=user&targetId=${userId}`);
    return [...body.entries, ...there.body.entries]
      .map(({ action }) => action)
      .filter((action) => /privacy/.test(action));
  };

  it('is not found for a user that is not there or that somebody else administers, and nothing is told as done', async () => {
    const other = await app.user('Ada', ['user'], await app.organisation('Other'));
    for (const userId of [other.userId, `user_${randomBytes(8).toString('hex')}`, 'user_local', 'nobody']) {
      expect((await app.as(admin.key, 'DELETE', path(userId))).status).toBe(404);
      expect((await exported(userId, admin.key)).status).toBe(404);
      expect(await told(userId)).toEqual([]);
    }
    expect((await app.as(ROOT_KEY, 'DELETE', path('user_unknown'))).status).toBe(404);
    expect((await app.as(other.key, 'GET', '/api/v1/me')).status).toBe(200);
  });

  it('is forbidden for who administers nobody', async () => {
    const user = await app.user('Ben', ['user'], own);
    expect((await app.as(user.key, 'DELETE', path(admin.userId))).status).toBe(403);
  });

  it('is exported and erased in the organisation of the user for administrators of the installation', async () => {
    const ada = await app.user('Ada Lovelace', ['user'], own);
    const before = await exported(ada.userId, ROOT_KEY);
    expect(before.status).toBe(200);
    expect(before.text).toContain('Ada Lovelace');
    expect(await app.as(ROOT_KEY, 'DELETE', path(ada.userId))).toMatchObject({
      status: 200,
      body: { userId: ada.userId, erased: { identity: 2 } },
    });
    expect((await exported(ada.userId, admin.key)).text).not.toContain('Ada Lovelace"');
    const { body } = await app.as<Entries>(admin.key, 'GET', `/api/v1/audit?targetType=user&targetId=${ada.userId}`);
    expect(body.entries.map(({ action }) => action)).toEqual([
      'privacy.export',
      'privacy.erase',
      'privacy.export',
      'user.create',
    ]);
  });

  it('leaves no name of the user in the audit trail', async () => {
    const ada = await app.user('Ada Byron', ['user'], own);
    await app.as(admin.key, 'PATCH', `/api/v1/users/${ada.userId}`, { name: 'Ada King' });
    await app.as(admin.key, 'PATCH', `/api/v1/keys/${ada.id}`, { name: 'key of Ada King' });
    await app.as(admin.key, 'DELETE', path(ada.userId));
    const trail = await fetch(`${app.url}/api/v1/audit/export`, { headers: { authorization: `Bearer ${admin.key}` } });
    const lines = await trail.text();
    expect(lines).toContain(ada.userId);
    expect(lines).not.toMatch(/Ada (Byron|King)/);
  });
});
