import { SignJWT, type JWTPayload } from 'jose';
import { MemoryIdentityDirectory } from '../testing';
import { TokenIdentities, type TokenUserRules } from './token-identities';
import { TokenVerifier } from './token-verifier';

const NOW = Date.UTC(2026, 0, 1);
const SECRET_TEXT = 'a shared secret of at least 32 bytes';
const SECRET = new TextEncoder().encode(SECRET_TEXT);

function setUp(rules: Partial<TokenUserRules> = {}, readsRoles = false) {
  const directory = new MemoryIdentityDirectory();
  const verifier = new TokenVerifier(
    {
      issuer: 'https://id.example',
      audience: 'stepwise',
      keys: { secret: SECRET_TEXT },
      leewaySeconds: 0,
      ...(readsRoles ? { roles: { name: 'roles' } } : {}),
    },
    () => NOW,
  );
  const identities = new TokenIdentities(verifier, directory, { createUsers: true, organisationId: 'org_1', ...rules });
  return { directory, identities };
}

const token = (more: JWTPayload = {}): Promise<string> =>
  new SignJWT({ iss: 'https://id.example', aud: 'stepwise', sub: 'ada', exp: NOW / 1000 + 60, ...more })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(SECRET);

describe('TokenIdentities', () => {
  it('makes a user of somebody who was never seen, once', async () => {
    const { directory, identities } = setUp();
    const first = await identities.lookup(await token())();
    expect(first).toMatchObject({
      expiresAtMs: NOW + 60_000,
      principal: { kind: 'token', userId: 'user_1', roles: ['user'] },
    });
    expect(await identities.lookup(await token({ jti: 'another' }))()).toEqual(first);
    expect(directory.users.size).toBe(1);
  });

  it('refuses somebody who was never seen where users are not made', async () => {
    const { directory, identities } = setUp({ createUsers: false });
    expect(await identities.lookup(await token())()).toBeUndefined();
    expect(directory.users.size).toBe(0);
  });

  it('sees at the next look that a user was disabled or has other roles', async () => {
    const { directory, identities } = setUp();
    const look = identities.lookup(await token());
    await look();
    const [name, user] = [...directory.users][0]!;
    directory.users.set(name, { ...user, roles: ['operator'] });
    expect(await look()).toMatchObject({ principal: { roles: ['operator'] } });
    directory.users.set(name, { ...user, isDisabled: true });
    expect(await look()).toBeUndefined();
  });

  it('takes the roles of the token where it says them, and nobody without one', async () => {
    const { identities } = setUp({}, true);
    expect(await identities.lookup(await token({ roles: ['auditor'] }))()).toMatchObject({
      principal: { roles: ['auditor'] },
    });
    expect(await identities.lookup(await token({ roles: ['boss'] }))()).toBeUndefined();
  });

  it('takes the roles of a newer token over into the record, and never back to those of an older one', async () => {
    const { directory, identities } = setUp({}, true);
    const at = (iat: number, role: string): Promise<string> => token({ iat, roles: [role] });
    const record = () => [...directory.users.values()].map(({ roles }) => roles);
    await identities.lookup(await at(1, 'user'))();
    await identities.lookup(await at(3, 'admin'))();
    expect(record()).toEqual([['admin']]);
    const version = directory.current;
    for (const [iat, role] of [
      [2, 'user'],
      [3, 'user'],
      [4, 'admin'],
    ] as const) {
      expect(await identities.lookup(await at(iat, role))()).toMatchObject({ principal: { roles: [role] } });
    }
    expect(record()).toEqual([['admin']]);
    expect(directory.current).toBe(version);
  });

  it('knows no wrong token', async () => {
    const { identities } = setUp();
    expect(await identities.lookup(await token({ aud: 'other' }))()).toBeUndefined();
  });
});
