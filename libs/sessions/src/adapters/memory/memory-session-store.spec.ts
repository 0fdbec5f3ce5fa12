import { ManualClock } from '@app/testing';
import { describeSessionStoreContract } from '../../testing';
import { MemorySessionStore } from './memory-session-store';

const shared = new MemorySessionStore(new ManualClock());
describeSessionStoreContract('memory', () => shared);

describe('the sessions in memory', () => {
  const RULES = { most: 2, policy: 'reject', idleMs: 1_000, maxAgeMs: 1_500 } as const;

  it('end when their time is over and not before', async () => {
    const clock = new ManualClock();
    const store = new MemorySessionStore(clock);
    await store.open('user_1', { id: 'a' }, RULES);
    clock.advance(999);
    expect(await store.touch('user_1', 'a', 1_000)).toBeDefined();
    clock.advance(500);
    expect(await store.touch('user_1', 'a', 1_000)).toBeDefined();
    clock.advance(1);
    expect(await store.list('user_1')).toEqual([]);
  });

  it('stay within their memory, whoever comes', async () => {
    const store = new MemorySessionStore(new ManualClock(), 10);
    for (let user = 0; user < 100; user++) await store.open(`user_${user}`, { id: 'a' }, RULES);
    expect(await store.list('user_0')).toEqual([]);
    expect(await store.list('user_99')).toHaveLength(1);
  });
});
