import type { Principal } from '@app/kernel';
import { loadConfig } from '../config/load-config';
import { LimitPlans } from './limit-plans';

const USER: Principal = {
  kind: 'key',
  organisationId: 'org_1',
  userId: 'user_1',
  keyId: 'key_1',
  roles: ['user'],
  limits: {},
};

function plans(env: Record<string, string> = {}): LimitPlans {
  return new LimitPlans(loadConfig(env).limits);
}

describe('what a caller is limited to', () => {
  it('is the same for all keys of a user, in one scope', () => {
    const all = plans();
    const [one, other] = [all.of(USER), all.of({ ...USER, keyId: 'key_2' })];
    expect(one?.scope).toBe('org_1/user_1');
    expect(other).toEqual(one);
    expect(one?.requests.chat).toMatchObject({
      name: 'requests:chat',
      law: { quota: 100, windowMs: 60_000, burst: 100 },
    });
    expect([one?.tokens, one?.concurrency]).toEqual([undefined, undefined]);
  });

  it('is what the key says where it says something, counted for that key alone and per minute', () => {
    const limits = { requestsPerMinute: 600, tokensPerMinute: 5_000, concurrentRequests: 3 };
    const plan = plans({ RATE_LIMIT_WINDOW: '3600', RATE_LIMIT_BURST: '20' }).of({ ...USER, limits });
    expect(plan?.requests.chat).toMatchObject({
      name: 'key:key_1:requests:chat',
      law: { quota: 600, windowMs: 60_000, burst: 20 },
      policy: '600;w=60;burst=20',
    });
    expect(plan?.tokens).toMatchObject({ name: 'key:key_1:tokens', law: { quota: 5_000, burst: 5_000 } });
    expect(plan?.concurrency).toEqual({ name: 'key:key_1:chat', most: 3 });
  });

  it('leaves the user its limits where the key says nothing', () => {
    const plan = plans({ RATE_LIMIT_CONCURRENCY: '7' }).of({ ...USER, limits: { tokensPerMinute: 10 } });
    expect(plan?.requests.read.name).toBe('requests:read');
    expect(plan?.concurrency).toEqual({ name: 'chat', most: 7 });
  });

  it('is made once for each principal', () => {
    const all = plans();
    expect(all.of(USER)).toBe(all.of(USER));
  });

  it('is nothing for the owner of a private installation, unless limits are switched on', () => {
    const owner: Principal = { ...USER, kind: 'local' };
    expect(plans().of(owner)).toBeUndefined();
    expect(plans({ RATE_LIMIT_ENABLED: 'true' }).of(owner)).toBeDefined();
    expect(plans({ RATE_LIMIT_ENABLED: 'false' }).of(USER)).toBeUndefined();
  });

  it('is the same for all addresses of an IPv6 network', () => {
    const all = plans({ RATE_LIMIT_ADDRESS_REQUESTS: '9' });
    expect(all.ofAddress('2001:db8::1')).toEqual(all.ofAddress('2001:db8::ffff:1'));
    expect(all.ofAddress('2001:db8:0:1::1')?.scope).not.toBe(all.ofAddress('2001:db8::1')?.scope);
    expect(all.anonymous('192.0.2.1')).toMatchObject({ scope: 'address/192.0.2.1', tokens: undefined });
  });
});
