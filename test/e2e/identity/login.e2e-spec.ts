import crypto from 'node:crypto';
import type { ErrorBody } from '@app/contracts';
import { IdentityApp, ROOT_KEY, type MadeKey } from './identity-app';

jest.setTimeout(60_000);

interface LoggedIn {
  csrfToken: string;
  userId: string;
  expiresAt: number;
}

describe('the login of the web page', () => {
  let app: IdentityApp;
  let ada: MadeKey;

  beforeAll(async () => {
    app = await IdentityApp.start();
    ada = await app.user('Ada', ['admin'], await app.organisation('Acme'));
  }, 120_000);
  afterAll(() => app.close());

  async function logIn(apiKey: string, headers: Record<string, string> = {}) {
    const answer = await app.as<LoggedIn>(headers, 'POST', '/api/v1/login', { apiKey });
    const setCookie = answer.headers.get('set-cookie') ?? '';
    return { ...answer, setCookie, cookie: setCookie.split(';')[0]! };
  }
  const withCookie = <T = Record<string, unknown>>(
    method: string,
    path: string,
    cookie: string,
    more: { body?: unknown; csrf?: string } = {},
  ) =>
    app.as<T>({ cookie, ...(more.csrf === undefined ? {} : { 'x-csrf-token': more.csrf }) }, method, path, more.body);

  it('gives a cookie that scripts and other sites cannot use, in place of the key', async () => {
    const { status, setCookie, cookie, body, headers } = await logIn(ada.key);
    expect(status).toBe(200);
    expect(setCookie).toMatch(/^stepwise=sws_[0-9a-z]{39}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toMatchObject({ userId: ada.userId, csrfToken: expect.stringMatching(/^[\w-]{43}$/) as string });
    const me = await withCookie<LoggedIn>('GET', '/api/v1/me', cookie);
    expect(me.body).toMatchObject({ kind: 'key', userId: ada.userId, csrfToken: body.csrfToken });
  });

  it('binds the cookie to the host where the browser came over HTTPS', async () => {
    const { setCookie, cookie } = await logIn(ada.key, { origin: 'https://chat.example' });
    expect(setCookie).toMatch(/^__Host-stepwise=sws_.*; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+; Secure$/);
    expect((await withCookie('GET', '/api/v1/me', cookie)).status).toBe(200);
  });

  it('asks of every change for what only our page can know', async () => {
    const { cookie, body } = await logIn(ada.key);
    const other = await logIn(ada.key);
    const change = { body: { name: 'by cookie' } };
    for (const csrf of [undefined, '', 'x', other.body.csrfToken]) {
      const forged = await withCookie<ErrorBody>(
        'POST',
        '/api/v1/keys',
        cookie,
        csrf === undefined ? change : { ...change, csrf },
      );
      expect(forged).toMatchObject({ status: 403, body: { error: { code: 'forbidden' } } });
    }
    const compare = jest.spyOn(crypto, 'timingSafeEqual');
    expect((await withCookie('POST', '/api/v1/keys', cookie, { ...change, csrf: body.csrfToken })).status).toBe(201);
    expect(compare).toHaveBeenCalledWith(Buffer.from(body.csrfToken), Buffer.from(body.csrfToken));
    compare.mockRestore();
  });

  it('always begins a session of its own, whatever cookie came with the login', async () => {
    const planted = `stepwise=sws_${'0'.repeat(39)}`;
    const first = await logIn(ada.key, { cookie: planted });
    const second = await logIn(ada.key, { cookie: first.cookie });
    expect(new Set([planted, first.cookie, second.cookie]).size).toBe(3);
    expect((await withCookie('GET', '/api/v1/me', planted)).status).toBe(401);
  });

  it('ends at the logout, with its key, and with its user', async () => {
    const first = await logIn(ada.key);
    const { status, headers } = await withCookie('POST', '/api/v1/logout', first.cookie, {
      csrf: first.body.csrfToken,
    });
    expect(status).toBe(204);
    expect(headers.getSetCookie()).toEqual([
      expect.stringContaining('Max-Age=0'),
      expect.stringContaining('Max-Age=0'),
    ]);
    expect((await withCookie('GET', '/api/v1/me', first.cookie)).status).toBe(401);

    const bob = await app.user('Bob', ['user'], ada.organisationId);
    const second = await logIn(bob.key);
    expect((await withCookie('GET', '/api/v1/me', second.cookie)).status).toBe(200);
    await app.as(ada.key, 'DELETE', `/api/v1/keys/${bob.id}`);
    expect((await withCookie('GET', '/api/v1/me', second.cookie)).status).toBe(401);
  });

  it('tells whether a login comes first', async () => {
    expect((await app.as(undefined, 'GET', '/api/v1/login')).body).toEqual({ needed: true });
    const { cookie } = await logIn(ada.key);
    expect((await withCookie('GET', '/api/v1/login', cookie)).body).toEqual({ needed: false });
  });

  it('takes keys of API_KEYS too', async () => {
    const { status, cookie } = await logIn(ROOT_KEY);
    expect(status).toBe(200);
    expect((await withCookie('GET', '/api/v1/me', cookie)).body).toMatchObject({
      kind: 'bootstrap',
      userId: 'user_bootstrap',
    });
  });

  it('refuses every wrong key in the same words', async () => {
    const revoked = await app.user('Gone', ['user'], ada.organisationId);
    await app.as(ada.key, 'DELETE', `/api/v1/keys/${revoked.id}`);
    const answers = new Set<string>();
    for (const key of [
      revoked.key,
      `${ada.key.slice(0, -1)}0`,
      'x',
      ROOT_KEY.slice(1),
      'eyJhbGciOiJub25lIn0.e30.0123456789',
    ]) {
      const answer = await app.as<ErrorBody>(undefined, 'POST', '/api/v1/login', { apiKey: key });
      answers.add(`${answer.status} ${answer.body.error.message}`);
      expect(answer.headers.get('set-cookie')).toBeNull();
    }
    expect([...answers]).toEqual(['401 The API key or token is not valid.']);
  });

  it('takes a session neither as a key nor twice as long as it lasts', async () => {
    const { cookie, body } = await logIn(ada.key);
    expect((await app.as(cookie.split('=')[1], 'GET', '/api/v1/me')).status).toBe(401);
    expect(body.expiresAt).toBeLessThanOrEqual(Date.now() + 43_200_000);
  });
});
