import type { SessionInfo } from '@app/contracts';
import { IdentityApp, ROOT_KEY, type MadeKey } from './identity-app';

jest.setTimeout(60_000);

describe('the number of sessions that a user may have', () => {
  let app: IdentityApp;
  let operator: MadeKey;
  let user: MadeKey;

  beforeAll(async () => {
    app = await IdentityApp.start({ MAX_CONCURRENT_SESSIONS: '5' });
    const organisationId = await app.organisation('ours');
    operator = await app.user('operator', ['operator'], organisationId);
    user = await app.user('user', ['user'], organisationId);
  }, 120_000);
  afterAll(() => app.close());

  const limitOf = async (userId: string): Promise<number> => {
    const path = `/api/v1/sessions?userId=${userId}`;
    const { body } = await app.as<{ sessions: SessionInfo[]; limit: number }>(operator.key, 'GET', path);
    return body.limit;
  };
  const keyOf = ({ userId }: MadeKey, concurrentSessions: number): Promise<MadeKey> =>
    app.key({ name: 'own limit', userId, limits: { concurrentSessions } });

  it('is shown as the most that a key of that user may open, whatever the key of whoever asks may', async () => {
    const own = await keyOf(operator, 2);
    const { body } = await app.as<{ limit: number }>(own.key, 'GET', `/api/v1/sessions?userId=${user.userId}`);
    expect(body.limit).toBe(5);
    const few = await keyOf(user, 1);
    expect(await limitOf(user.userId)).toBe(5); // the first key has no limit of its own
    const many = await keyOf(user, 9);
    expect(await limitOf(user.userId)).toBe(9);
    const { key } = await app.key({ name: 'short', userId: user.userId, limits: { concurrentSessions: 3 } });
    for (const { id } of [many, user]) {
      expect((await app.as(ROOT_KEY, 'DELETE', `/api/v1/keys/${id}`)).status).toBe(200);
    }
    expect(await limitOf(user.userId)).toBe(3);
    expect((await app.as<{ limit: number }>(few.key, 'GET', '/api/v1/sessions')).body.limit).toBe(1);
    expect((await app.as<{ limit: number }>(key, 'GET', '/api/v1/sessions')).body.limit).toBe(3);
  });

  it('is the default for a user without a key', async () => {
    expect(await limitOf('user_nobody')).toBe(5);
  });
});
