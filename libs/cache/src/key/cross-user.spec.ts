import { SystemClock } from '@app/kernel';
import { MemoryCacheStore } from '../adapters/memory/memory-cache-store';
import { MemoryTier } from '../engine/memory-tier';
import { crossUserHits, testEntry, testKey } from '../testing';

describe('answers of one user', () => {
  it('are found by no other, in 20,000 random pairs', () => {
    expect(crossUserHits(20_000, 1)).toBe(0);
  });

  it('are not given to whoever gets hold of the key, has the tag, or finds it stored in the own place', async () => {
    const clock = new SystemClock();
    const [alice, mallory] = [testKey('alice'), testKey('mallory')];
    const memory = new MemoryTier(clock, 1_000_000);
    memory.set(alice, testEntry(alice));
    expect(memory.get({ ...alice, scope: mallory.scope })).toBeUndefined();
    memory.set(alice, testEntry(alice));
    expect(memory.get({ ...mallory, hash: alice.hash })).toBeUndefined();
    expect(memory.get({ scope: mallory.scope, tag: alice.tag, hash: alice.hash })).toBeUndefined();

    // Poison: an answer of Mallory's in Alice's place, and one that claims to be for everybody.
    const store = new MemoryCacheStore(clock, 1_000_000);
    for (const poison of [testEntry(mallory), testEntry(alice, '{}', { scope: { level: 'global' } })]) {
      await store.claim(alice, 'maker', 60_000, true);
      await store.put(alice, poison, 'maker');
      expect(await store.get(alice)).toBeUndefined();
    }
  });
});
