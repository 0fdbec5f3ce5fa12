import { createHash, createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  exportJWK,
  exportSPKI,
  generateKeyPair,
  SignJWT,
  type CryptoKey,
  type JWK,
  type JWTHeaderParameters,
} from 'jose';
import type { ErrorBody } from '@app/contracts';
import type { RoutePolicy } from '../../../src/http/auth/route-policies';
import type { HttpAdapter } from '../../../src/http/server/http-server';
import { IdentityApp, ROOT_KEY } from './identity-app';
import { bodyFor } from './resources';

jest.setTimeout(180_000);

const ISSUER = 'https://id.example';
const CLAIMS = { iss: ISSUER, aud: 'stepwise', sub: 'ada', name: 'Ada' };
const soon = (): number => Math.floor(Date.now() / 1000) + 600;
const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('bad credentials (class I of the corpus)', () => {
  let app: IdentityApp;
  let keySet: Server;
  let keySetUrl: string;
  let ours: { privateKey: CryptoKey; publicKey: CryptoKey };
  let jwk: JWK;
  let closed: RoutePolicy[];

  beforeAll(async () => {
    ours = await generateKeyPair('RS256', { extractable: true });
    jwk = { ...(await exportJWK(ours.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' };
    keySet = createServer((_, response) => response.end(JSON.stringify({ keys: [jwk] })));
    await new Promise<void>((resolve) => keySet.listen(0, '127.0.0.1', resolve));
    keySetUrl = `http://127.0.0.1:${(keySet.address() as AddressInfo).port}/keys`;
    app = await IdentityApp.start({ JWT_ISSUER: ISSUER, JWT_AUDIENCE: 'stepwise', JWT_JWKS_URL: keySetUrl });
    const { edge } = app.running.app.getHttpAdapter() as unknown as HttpAdapter;
    closed = edge.policies.all.filter(({ access, method }) => access !== 'public' && method !== 'OPTIONS');
  });
  afterAll(async () => {
    keySet.closeAllConnections();
    keySet.close();
    await app.close();
  });

  const token = (claims: object = {}, header: Partial<JWTHeaderParameters> = {}, key: CryptoKey = ours.privateKey) =>
    new SignJWT({ ...CLAIMS, exp: soon(), ...claims })
      .setProtectedHeader({ alg: 'RS256', kid: 'k1', ...header })
      .sign(key);

  async function badCredentials(): Promise<Record<string, string>> {
    const other = await generateKeyPair('RS256', { extractable: true });
    const otherJwk = { ...(await exportJWK(other.publicKey)), kid: 'k1' };
    const payload = base64({ ...CLAIMS, exp: soon() });
    const pem = await exportSPKI(ours.publicKey);
    const confused = `${base64({ alg: 'HS256', kid: 'k1' })}.${payload}`;
    const made = await app.key({ name: 'made' });
    const good = await token();
    return {
      'no key of this server': 'sk-something-else',
      'alg none': `${base64({ alg: 'none' })}.${payload}.`,
      'alg none, with a signature': `${base64({ alg: 'none' })}.${payload}.${'a'.repeat(43)}`,
      'the public key as a shared secret': `${confused}.${createHmac('sha256', pem).update(confused).digest('base64url')}`,
      'a kid that is a path': await token({}, { kid: '../../../../dev/null' }, other.privateKey),
      'a kid that is SQL': await token({}, { kid: "k1' UNION SELECT 'x" }, other.privateKey),
      'a kid that is an address': await token({}, { kid: keySetUrl }, other.privateKey),
      'a key of its own (jwk)': await token({}, { jwk: otherJwk }, other.privateKey),
      'a key elsewhere (jku)': await token({}, { jku: keySetUrl }, other.privateKey),
      'a certificate elsewhere (x5u)': await token({}, { x5u: keySetUrl }, other.privateKey),
      'over since long': await token({ exp: soon() - 3_600 }),
      'not valid yet': await token({ nbf: soon() }),
      'without an end': await new SignJWT(CLAIMS).setProtectedHeader({ alg: 'RS256', kid: 'k1' }).sign(ours.privateKey),
      'for somebody else': await token({ aud: 'other' }),
      'from somebody else': await token({ iss: 'https://evil.example' }),
      'a good one with another ending': `${good.slice(0, -4)}AAAA`,
      SQL: "'--",
      'SQL behind the prefix': `sw_'OR'1'='1`,
      'the hash of a key': createHash('sha256').update(made.key).digest('hex'),
      'the hash of a key of API_KEYS': createHash('sha256').update(ROOT_KEY).digest('hex'),
      'the shown part of a key': made.key.slice(0, 9),
    };
  }

  it('are refused on every route, in the same words, and name nobody', async () => {
    const faults: string[] = [];
    const messages = new Set<string>();
    for (const [name, credential] of Object.entries(await badCredentials())) {
      for (const { method, url } of closed) {
        if (method === 'HEAD') continue;
        const path = url.replace(/:[a-z]+|\*/gi, 'nothing');
        const answer = await app.as<ErrorBody>(credential, method, path, bodyFor(method, url));
        if (answer.status !== 401 || !answer.headers.has('www-authenticate'))
          faults.push(`${name}: ${method} ${url} ${answer.status}`);
        else messages.add(answer.body.error.message);
      }
    }
    expect(faults).toEqual([]);
    expect([...messages]).toEqual(['The API key or token is not valid.']);
    expect((await app.as(await token(), 'GET', '/api/v1/me')).status).toBe(200);
  });

  it('in the address are refused on every route, also good ones', async () => {
    for (const { method, url } of closed) {
      if (method === 'HEAD') continue;
      const path = url.replace(/:[a-z]+|\*/gi, 'nothing');
      const answer = await app.as(ROOT_KEY, method, `${path}?access_token=${ROOT_KEY}`, bodyFor(method, url));
      expect([method, url, answer.status]).toEqual([method, url, 401]);
      expect(JSON.stringify(answer.body)).not.toContain(ROOT_KEY);
    }
  });

  it('do not keep good tokens out: each is whose it says, also those that begin alike', async () => {
    const [ada, bob] = await Promise.all([token({ sub: 'ada' }), token({ sub: 'bob' })]);
    expect(ada.slice(0, 64)).toBe(bob.slice(0, 64));
    const whose = async (text: string) => (await app.as<{ userId: string }>(text, 'GET', '/api/v1/me')).body;
    const [first, second, again] = [await whose(ada), await whose(bob), await whose(ada)];
    expect(first).toMatchObject({ kind: 'token', organisationId: 'org_local', roles: ['user'] });
    expect(second.userId).not.toBe(first.userId);
    expect(again).toEqual(first);
    const users = await app.as<{ users: { id: string; name: string; subject: string }[] }>(
      ROOT_KEY,
      'GET',
      '/api/v1/users',
    );
    expect(users.body.users).toContainEqual(expect.objectContaining({ id: first.userId, name: 'Ada', subject: 'ada' }));
  });

  it('are what a token becomes whose user was disabled', async () => {
    const text = await token({ sub: 'carol' });
    const { body } = await app.as<{ userId: string }>(text, 'GET', '/api/v1/me');
    await app.as(ROOT_KEY, 'PATCH', `/api/v1/users/${body.userId}`, { disabled: true });
    expect((await app.as(text, 'GET', '/api/v1/me')).status).toBe(401);
    await app.as(ROOT_KEY, 'PATCH', `/api/v1/users/${body.userId}`, { disabled: false, roles: ['auditor'] });
    expect((await app.as(text, 'GET', '/api/v1/me')).body).toMatchObject({ roles: ['auditor'] });
  });

  it('are what a token becomes whose user was erased, and whom nobody has let in again', async () => {
    const text = await token({ sub: 'dora', name: 'Do\0ra' });
    const { body } = await app.as<{ userId: string }>(text, 'GET', '/api/v1/me');
    const query = `/api/v1/audit?targetType=user&targetId=${body.userId}`;
    const trail = await app.as<{ entries: object[] }>(ROOT_KEY, 'GET', query);
    expect(trail.body.entries).toMatchObject([
      { action: 'user.create', actor: { kind: 'token', userId: body.userId }, details: { roles: ['user'] } },
    ]);
    expect((await app.as(text, 'DELETE', '/api/v1/privacy/users/me/data')).status).toBe(200);
    expect((await app.as(text, 'GET', '/api/v1/me')).status).toBe(401);
    expect((await app.as(await token({ sub: 'dora', jti: 'new' }), 'GET', '/api/v1/me')).status).toBe(401);
    await app.as(ROOT_KEY, 'PATCH', `/api/v1/users/${body.userId}`, { disabled: false });
    expect((await app.as(text, 'GET', '/api/v1/me')).body).toMatchObject({ userId: body.userId, roles: ['user'] });
  });

  it('cannot be made up by assigning what is not to be given (class 114)', async () => {
    const attempts: [string, string, object][] = [
      ['POST', '/api/v1/users', { name: 'x', roles: ['user'], id: 'user_local' }],
      ['POST', '/api/v1/users', { name: 'x', roles: ['user'], issuer: ISSUER, subject: 'ada' }],
      ['PATCH', '/api/v1/users/user_local', { organisationId: 'org_local' }],
      ['POST', '/api/v1/keys', { name: 'x', digest: 'x' }],
      ['POST', '/api/v1/keys', { name: 'x', organisationId: 'org_local' }],
      ['POST', '/api/v1/keys', { name: 'x', lastUsedAt: 1 }],
      ['POST', '/api/v1/organisations', { name: 'x', id: 'org_local' }],
      ['POST', '/api/v1/login', { apiKey: ROOT_KEY, userId: 'user_local' }],
    ];
    for (const [method, path, body] of attempts) {
      const answer = await app.as<ErrorBody>(ROOT_KEY, method, path, body);
      expect([path, answer.status, answer.body.error.code]).toEqual([path, 400, 'unknown_parameter']);
    }
  });
});
