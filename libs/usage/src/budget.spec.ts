import { countersOf, periodOf, type Budget } from './budget';

const AT = Date.UTC(2026, 10, 25, 23, 59);
const budget = (more: Partial<Budget>): Budget => ({
  id: 'budget_1',
  organisationId: 'org_1',
  name: 'x',
  subjectType: 'organisation',
  period: 'day',
  limitMicroUsd: 1,
  ...more,
});

describe('the period of a budget', () => {
  it.each([
    ['day', Date.UTC(2026, 10, 25), Date.UTC(2026, 10, 26)],
    ['month', Date.UTC(2026, 10), Date.UTC(2026, 11)],
    ['total', 0, undefined],
  ] as const)('%s', (period, startsAt, resetsAt) => {
    expect(periodOf(period, AT)).toEqual({ startsAt, resetsAt });
  });

  it('of December ends with the year', () => {
    expect(periodOf('month', Date.UTC(2026, 11, 31)).resetsAt).toBe(Date.UTC(2027, 0));
  });
});

describe('the counters of a call', () => {
  const subjects = (budgets: Budget[], spender: { userId: string; keyId?: string }) =>
    countersOf(budgets, { ...spender, createdAt: AT }).map(({ subject }) => subject);

  it('are those of its organisation, user and key', () => {
    const all = [
      budget({}),
      budget({ subjectType: 'user' }),
      budget({ subjectType: 'user', subjectId: 'user_b' }),
      budget({ subjectType: 'key', subjectId: 'key_a' }),
    ];
    expect(subjects(all, { userId: 'user_a', keyId: 'key_a' })).toEqual(['', 'user_a', 'key_a']);
    expect(subjects(all, { userId: 'user_b' })).toEqual(['', 'user_b', 'user_b']);
  });

  it('are none of a key for who has no key', () => {
    expect(subjects([budget({ subjectType: 'key' })], { userId: 'user_a' })).toEqual([]);
  });
});
