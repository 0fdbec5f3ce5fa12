import type { Principal, Role } from '@app/kernel';
import { rangeOf, scopeOf } from './analytics-scope';

const NOW = Date.UTC(2026, 0, 15, 12, 30, 15, 500);

function principal(...roles: Role[]): Principal {
  return { kind: 'key', organisationId: 'org', userId: 'me', roles, limits: {} };
}

/** What `toThrow` compares an error with. */
function refusal(fields: object): Error {
  return expect.objectContaining(fields) as Error;
}

describe('whose turns and when', () => {
  it.each<[Role, 'own' | 'organisation' | undefined, boolean]>([
    ['user', undefined, true],
    ['user', 'own', true],
    ['auditor', undefined, true],
    ['operator', undefined, false],
    ['admin', 'organisation', false],
    ['admin', 'own', true],
  ])('of a caller with the role %s that asks for %s are only its own: %s', (role, asked, isOwn) => {
    expect(scopeOf(principal(role), asked)).toEqual({ organisationId: 'org', ...(isOwn ? { userId: 'me' } : {}) });
  });

  it.each<Role>(['user', 'auditor'])('refuses the organisation to the role %s', (role) => {
    expect(() => scopeOf(principal(role), 'organisation')).toThrow(refusal({ code: 'forbidden' }));
  });

  const all = { organisationId: 'org' };

  it('widens a time to whole buckets of a grain that fits', () => {
    expect(rangeOf({}, all, NOW)).toEqual({
      organisationId: 'org',
      grain: 'minute',
      from: Date.UTC(2026, 0, 15, 11, 30),
      to: Date.UTC(2026, 0, 15, 12, 31),
    });
    const grains = [60, 3_600, 86_400, 30 * 86_400, 365 * 86_400].map(
      (windowSeconds) => rangeOf({ windowSeconds }, all, NOW).grain,
    );
    expect(grains).toEqual(['second', 'minute', 'hour', 'hour', 'day']);
    expect(rangeOf({ windowSeconds: 60 }, { ...all, userId: 'me' }, NOW).grain).toBe('minute');
  });

  it.each([
    [{ from: 5, windowSeconds: 5 }, 'windowSeconds'],
    [{ from: 10, to: 10 }, 'from'],
    [{ windowSeconds: 86_400, grain: 'second' as const }, 'grain'],
  ])('refuses %j because of %s', (query, param) => {
    expect(() => rangeOf(query, all, NOW)).toThrow(refusal({ code: 'invalid_parameter', param }));
  });

  it('has no seconds of one user', () => {
    const own = { ...all, userId: 'me' };
    expect(() => rangeOf({ grain: 'second' }, own, NOW)).toThrow(refusal({ param: 'grain' }));
  });
});
