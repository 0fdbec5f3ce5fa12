import { MAX_USER_AGENT_LENGTH, type SessionRules } from '../session';
import type { SessionOpening, SessionStore } from '../session-store';

const HOUR_MS = 3_600_000;
const RULES: SessionRules = { most: 3, policy: 'reject', idleMs: HOUR_MS, maxAgeMs: 24 * HOUR_MS };

let scopes = 0;

/** What every {@link SessionStore} does. The store may hold what earlier runs left: each test has a user of its own. */
export function describeSessionStoreContract(name: string, store: () => SessionStore): void {
  describe(`the sessions in ${name}`, () => {
    describeOpening(store);
    describeUse(store);
  });
}

function newScope(): string {
  return `scope_${process.pid}_${Date.now()}_${++scopes}`;
}

function idsOf(sessions: readonly { id: string }[]): string[] {
  return sessions.map(({ id }) => id);
}

function describeOpening(store: () => SessionStore): void {
  let scope: string;
  beforeEach(() => (scope = newScope()));
  const open = (id: string, rules: Partial<SessionRules> = {}): Promise<SessionOpening> =>
    store().open(scope, { id }, { ...RULES, ...rules });

  it('open as many as are allowed, however many ask at once, and tell the others which are open', async () => {
    const openings = await Promise.all(Array.from({ length: 50 }, (_, i) => open(`session_${i}`)));
    expect(openings.filter(({ outcome }) => outcome === 'opened')).toHaveLength(3);
    const listed = idsOf(await store().list(scope));
    for (const opening of openings) if (opening.outcome === 'refused') expect(idsOf(opening.open)).toHaveLength(3);
    expect(listed).toHaveLength(3);
  });

  it('make room by ending the one that was opened first, where the policy says so', async () => {
    for (const id of ['a', 'b', 'c']) await open(id);
    await store().touch(scope, 'a', HOUR_MS);
    const opening = await open('d', { policy: 'evict-oldest' });
    expect(opening).toMatchObject({ outcome: 'opened', session: { id: 'd' }, evicted: [{ id: 'a' }] });
    expect(idsOf(await store().list(scope))).toEqual(['b', 'c', 'd']);
    expect(await open('e', { policy: 'evict-oldest', most: 1 })).toMatchObject({
      evicted: [{ id: 'b' }, { id: 'c' }, { id: 'd' }],
    });
  });

  it('never have more than allowed when many make room at once', async () => {
    await Promise.all(Array.from({ length: 30 }, (_, i) => open(`session_${i}`, { policy: 'evict-oldest' })));
    expect(await store().list(scope)).toHaveLength(3);
  });

  it('keep where a session was opened from, and no more of a user agent than is useful', async () => {
    const address = '2001:db8::1';
    await store().open(scope, { id: 'a', address, userAgent: `|"é${'x'.repeat(1_000)}` }, RULES);
    const [session] = await store().list(scope);
    expect(session).toMatchObject({ id: 'a', address });
    expect(session?.userAgent).toBe(`|"é${'x'.repeat(MAX_USER_AGENT_LENGTH - 3)}`);
    expect(session?.expiresAtMs).toBe((session?.createdAtMs ?? 0) + HOUR_MS);
  });

  it('keep users apart', async () => {
    await open('a');
    const other = `${scope}x`;
    expect(await store().list(other)).toEqual([]);
    expect(await store().touch(other, 'a', HOUR_MS)).toBeUndefined();
    expect(await store().end(other, 'a')).toBe(false);
    expect(await store().endAll(other)).toBe(0);
    expect(await store().list(scope)).toHaveLength(1);
  });
}

function describeUse(store: () => SessionStore): void {
  let scope: string;
  beforeEach(() => (scope = newScope()));
  const open = (id: string, rules: Partial<SessionRules> = {}) => store().open(scope, { id }, { ...RULES, ...rules });

  it('last longer when they are used, and never longer than their greatest age', async () => {
    await open('a', { maxAgeMs: 2 * HOUR_MS });
    const touched = await store().touch(scope, 'a', 100 * HOUR_MS);
    expect(touched).toMatchObject({ id: 'a', expiresAtMs: (touched?.createdAtMs ?? 0) + 2 * HOUR_MS });
    const [listed] = await store().list(scope);
    expect(listed).toEqual(touched);
  });

  it('end when they are not used, and by age, and then free their place', async () => {
    await open('idle', { idleMs: 0 });
    await open('old', { maxAgeMs: 0 });
    expect(await store().touch(scope, 'idle', HOUR_MS)).toBeUndefined();
    expect(await store().touch(scope, 'old', HOUR_MS)).toBeUndefined();
    expect(await store().list(scope)).toEqual([]);
    expect(await open('next', { most: 1 })).toMatchObject({ outcome: 'opened', evicted: [] });
  });

  it('end one by one and all at once', async () => {
    for (const id of ['a', 'b', 'c']) await open(id);
    expect(await store().end(scope, 'b')).toBe(true);
    expect(await store().end(scope, 'b')).toBe(false);
    expect(await store().touch(scope, 'b', HOUR_MS)).toBeUndefined();
    expect(idsOf(await store().list(scope))).toEqual(['a', 'c']);
    expect(await store().endAll(scope)).toBe(2);
    expect(await store().list(scope)).toEqual([]);
  });

  it('are not found by ids that nobody opened', async () => {
    for (const id of ['', 'unknown', '*', '__proto__', 'constructor']) {
      expect(await store().touch(scope, id, HOUR_MS)).toBeUndefined();
      expect(await store().end(scope, id)).toBe(false);
    }
  });
}
