import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  exportJWK,
  generateKeyPair,
  SignJWT,
  type CryptoKey,
  type JWK,
  type JWTHeaderParameters,
  type JWTPayload,
} from 'jose';
import { TokenVerifier, type TokenRules } from './token-verifier';

const NOW = Date.UTC(2026, 0, 1);
const RULES = { issuer: 'https://id.example/', audience: 'stepwise', leewaySeconds: 30 };
const SECRET_TEXT = 'a shared secret of at least 32 bytes';
const SECRET = new TextEncoder().encode(SECRET_TEXT);
const CLAIMS: JWTPayload = {
  iss: RULES.issuer,
  aud: ['other', RULES.audience],
  sub: 'person-1',
  name: 'Ada',
  exp: NOW / 1000 + 600,
};

/** An identity provider's key set. */
class KeySet {
  keys: JWK[] = [];
  fetches = 0;
  answer: { status: number; body: string } | undefined;
  private readonly server: Server = createServer((_, response) => {
    this.fetches += 1;
    const { status, body } = this.answer ?? { status: 200, body: JSON.stringify({ keys: this.keys }) };
    response.writeHead(status, { 'content-type': 'application/json', location: '/elsewhere' }).end(body);
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/keys`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

async function newKey(kid: string, alg = 'ES256'): Promise<{ privateKey: CryptoKey; jwk: JWK }> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

const sign = (claims: JWTPayload, header: JWTHeaderParameters, key: CryptoKey | Uint8Array): Promise<string> =>
  new SignJWT(claims).setProtectedHeader(header).sign(key);

describe('TokenVerifier with a shared secret', () => {
  const rules: TokenRules = { ...RULES, keys: { secret: SECRET_TEXT } };
  const verifier = new TokenVerifier(rules, () => NOW);
  const signed = (claims: JWTPayload, header: Partial<JWTHeaderParameters> = {}): Promise<string> =>
    sign(claims, { alg: 'HS256', ...header }, SECRET);

  it('tells the operator why a token is refused, and nothing of the token', async () => {
    const reasons: string[] = [];
    const telling = new TokenVerifier(
      rules,
      () => NOW,
      (reason) => void reasons.push(reason),
    );
    await telling.verify(await signed({ ...CLAIMS, exp: NOW / 1000 - 60 }));
    await telling.verify(await signed({ ...CLAIMS, aud: 'elsewhere' }));
    await telling.verify(await signed({ ...CLAIMS, sub: '' }));
    await telling.verify('a.secret.token');

    expect(reasons).toEqual([
      'it is past its end (exp)',
      'its claim aud is not what it has to be',
      'its type or its subject is not one that can be taken',
      'it is no signed token that can be read',
    ]);
  });

  it('reads a good token', async () => {
    expect(await verifier.verify(await signed(CLAIMS))).toEqual({
      issuer: RULES.issuer,
      subject: 'person-1',
      name: 'Ada',
      expiresAtMs: NOW + 630_000,
      issuedAtMs: NOW + 600_000,
    });
  });

  it('reads when a token was issued as a moment, whatever it says', async () => {
    const issuedAt = async (iat: number) => (await verifier.verify(await signed({ ...CLAIMS, iat })))?.issuedAtMs;
    expect([await issuedAt(1.5), await issuedAt(-1), await issuedAt(1e300)]).toEqual([1_500, 0, 253_402_300_799_000]);
  });

  it.each([
    [{ name: 'A\0da\n', sub: 'x' }, 'Ada'],
    [{ name: '\0', preferred_username: 'ada' }, 'ada'],
    [{ name: 'a\ud800' }, 'a\ufffd'],
    [{ name: '😀'.repeat(300) }, '😀'.repeat(200)],
    [{ name: undefined, sub: 's'.repeat(255) }, 's'.repeat(200)],
  ])('gives %j a name that can be stored', async (claims, name) => {
    expect(await verifier.verify(await signed({ ...CLAIMS, ...claims }))).toMatchObject({ name });
  });

  it.each<[string, Record<string, unknown>]>([
    ['is over by more than the leeway', { exp: NOW / 1000 - 31 }],
    ['is not valid yet', { nbf: NOW / 1000 + 31 }],
    ['has no end', { exp: undefined }],
    ['is for somebody else', { aud: 'other' }],
    ['is from somebody else', { iss: 'https://id.example' }],
    ['names nobody', { sub: undefined }],
    ['names an empty subject', { sub: '' }],
    ['names a subject that is too long', { sub: 's'.repeat(256) }],
    ['names a subject with a NUL', { sub: 'ad\0a' }],
    ['names half a character', { sub: '\ud800' }],
  ])('refuses a token that %s', async (_, wrong) => {
    expect(await verifier.verify(await signed({ ...CLAIMS, ...wrong }))).toBeUndefined();
  });

  it('allows the leeway', async () => {
    const token = await signed({ ...CLAIMS, exp: NOW / 1000 - 29, nbf: NOW / 1000 + 29 });
    expect(await verifier.verify(token)).toBeDefined();
  });

  it.each(['HS384', 'HS512'])('refuses %s, which it was not told to take', async (alg) => {
    expect(await verifier.verify(await signed(CLAIMS, { alg }))).toBeUndefined();
  });

  it('refuses tokens without a signature, with a wrong one, and changed ones', async () => {
    const [header, payload] = (await signed(CLAIMS)).split('.') as [string, string];
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    const wrong = await sign(CLAIMS, { alg: 'HS256' }, new TextEncoder().encode('another secret of at least 32 byte'));
    const changed = Buffer.from(JSON.stringify({ ...CLAIMS, sub: 'person-2' })).toString('base64url');
    const signature = (await signed(CLAIMS)).split('.')[2]!;
    for (const token of [`${none}.${payload}.`, `${header}.${payload}.`, wrong, `${header}.${changed}.${signature}`]) {
      expect(await verifier.verify(token)).toBeUndefined();
    }
  });

  it('refuses a token of another type', async () => {
    expect(await verifier.verify(await signed(CLAIMS, { typ: 'logout+jwt' }))).toBeUndefined();
    expect(await verifier.verify(await signed(CLAIMS, { typ: 'at+jwt' }))).toBeDefined();
  });

  it('tells two tokens apart that begin with the same characters', async () => {
    const tokens = await Promise.all(['person-1', 'person-2'].map((sub) => signed({ ...CLAIMS, sub })));
    expect(tokens[0]!.slice(0, 64)).toBe(tokens[1]!.slice(0, 64));
    expect((await Promise.all(tokens.map((token) => verifier.verify(token)))).map((claims) => claims?.subject)).toEqual(
      ['person-1', 'person-2'],
    );
  });

  it('reads roles where it was told where they are', async () => {
    const reading = new TokenVerifier(
      { ...rules, roles: { name: 'groups', roleOf: { staff: 'operator' } } },
      () => NOW,
    );
    expect(await reading.verify(await signed({ ...CLAIMS, groups: ['staff'] }))).toMatchObject({ roles: ['operator'] });
    expect(await reading.verify(await signed(CLAIMS))).toMatchObject({ roles: [] });
  });
});

describe('TokenVerifier with a key set', () => {
  const keySet = new KeySet();
  let url: string;
  let verifier: TokenVerifier;

  beforeAll(async () => {
    url = await keySet.start();
  });
  beforeEach(() => {
    keySet.answer = undefined;
    keySet.fetches = 0;
    verifier = new TokenVerifier({ ...RULES, keys: { jwksUrl: url } }, () => NOW);
  });
  afterAll(() => keySet.close());

  it('fetches the keys once', async () => {
    const { privateKey, jwk } = await newKey('k1');
    keySet.keys = [jwk];
    const token = await sign(CLAIMS, { alg: 'ES256', kid: 'k1' }, privateKey);
    expect(await verifier.verify(token)).toMatchObject({ subject: 'person-1' });
    expect(await verifier.verify(token)).toBeDefined();
    expect(keySet.fetches).toBe(1);
  });

  it('refuses a public key that is used as a shared secret', async () => {
    const { jwk } = await newKey('k1', 'RS256');
    keySet.keys = [jwk];
    const token = await sign(CLAIMS, { alg: 'HS256', kid: 'k1' }, new TextEncoder().encode(JSON.stringify(jwk)));
    expect(await verifier.verify(token)).toBeUndefined();
  });

  it.each(['../../etc/passwd', "' OR 1=1 --", 'http://127.0.0.1:1/keys', '', '__proto__'])(
    'takes the kid %j for a name that is not there',
    async (kid) => {
      const { jwk } = await newKey('k1');
      const { privateKey } = await newKey(kid);
      keySet.keys = [jwk];
      expect(await verifier.verify(await sign(CLAIMS, { alg: 'ES256', kid }, privateKey))).toBeUndefined();
    },
  );

  it('ignores keys that a token brings or points to', async () => {
    const [ours, theirs] = [await newKey('k1'), await newKey('k1')];
    keySet.keys = [ours.jwk];
    const header = { alg: 'ES256', kid: 'k1', jwk: theirs.jwk, jku: `${url}/theirs`, x5u: `${url}/x5u` };
    expect(await verifier.verify(await sign(CLAIMS, header, theirs.privateKey))).toBeUndefined();
    expect(keySet.fetches).toBe(1);
  });

  it('does not fetch again for each token with an unknown kid', async () => {
    const { privateKey, jwk } = await newKey('k1');
    keySet.keys = [jwk];
    for (let i = 0; i < 20; i++) {
      await verifier.verify(await sign(CLAIMS, { alg: 'ES256', kid: `other-${i}` }, privateKey));
    }
    expect(keySet.fetches).toBeLessThanOrEqual(2);
  });

  it.each([
    ['an error', { status: 500, body: '' }],
    ['a redirect', { status: 302, body: '' }],
    ['no JSON', { status: 200, body: '<html>' }],
    ['no key set', { status: 200, body: '{"keys":7}' }],
    ['more than it should', { status: 200, body: JSON.stringify({ keys: [], padding: 'x'.repeat(300_000) }) }],
  ])('lets nobody in, and says so, while the key set is %s', async (_, answer) => {
    keySet.answer = answer;
    const { privateKey } = await newKey('k1');
    const token = await sign(CLAIMS, { alg: 'ES256', kid: 'k1' }, privateKey);
    await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'storage_unavailable', retryable: true });
  });
});
