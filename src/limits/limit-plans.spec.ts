import type { Principal } from '@app/kernel';
import { loadConfig } from '../config/load-config';
import { LimitPlans } from './limit-plans';

const OWNER: Principal = { kind: 'local', organisationId: 'org', userId: 'owner', roles: ['admin'], limits: {} };
const USER: Principal = { kind: 'key', organisationId: 'org', userId: 'user', keyId: 'k', roles: ['user'], limits: {} };

const plansWith = (enabled: string): LimitPlans => new LimitPlans(loadConfig({ RATE_LIMIT_ENABLED: enabled }).limits);

describe('LimitPlans', () => {
  it.each([
    ['auto', 'owner', false],
    ['auto', 'user', true],
    ['true', 'owner', true],
    ['true', 'user', true],
    ['false', 'owner', false],
    ['false', 'user', false],
  ])('with RATE_LIMIT_ENABLED=%s for the %s: limited is %s', (enabled, name, isLimited) => {
    expect(plansWith(enabled).of(name === 'owner' ? OWNER : USER) !== undefined).toBe(isLimited);
  });

  it('measures a key by its own limits where it has some, and by those of its user otherwise', () => {
    const plan = plansWith('auto').of({ ...USER, limits: { requestsPerMinute: 7 } });

    expect(plan?.requests.chat.law).toMatchObject({ quota: 7, windowMs: 60_000 });
    expect(plan?.requests.chat.name).toContain('key:k:');
  });
});
