import { Gate } from '@app/testing';
import { LookupBatch } from './lookup-batch';

const digest = (name: string | number): Buffer => Buffer.from(String(name));

describe('LookupBatch', () => {
  it('asks for those of one tick together, and for the later ones after that', async () => {
    const gate = new Gate();
    const batches: string[][] = [];
    const lookups = new LookupBatch<string>(async (digests) => {
      batches.push(digests.map(String));
      await gate.passed;
      return digests.map((asked) => (asked.toString() === 'nobody' ? undefined : `found ${String(asked)}`));
    });
    const first = [lookups.find(digest('a')), lookups.find(digest('nobody')), lookups.find(digest('a'))];
    await Promise.resolve();
    await Promise.resolve();
    const later = [lookups.find(digest('c')), lookups.find(digest('a')), lookups.find(digest('d'))];
    gate.open();
    expect(await Promise.all([...first, ...later])).toEqual([
      'found a',
      undefined,
      'found a',
      'found c',
      'found a',
      'found d',
    ]);
    expect(batches).toEqual([
      ['a', 'nobody'],
      ['c', 'd'],
    ]);
  });

  it('tells all of a batch of its failure, and goes on', async () => {
    let fails = true;
    const lookups = new LookupBatch<number>((digests) =>
      fails ? Promise.reject(new Error('away')) : Promise.resolve(digests.map(() => 1)),
    );
    const both = await Promise.allSettled([lookups.find(digest('a')), lookups.find(digest('b'))]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    fails = false;
    expect(await lookups.find(digest('a'))).toBe(1);
  });

  it('waits for no answer longer than its time, and asks again then', async () => {
    let isFrozen = true;
    const lookups = new LookupBatch<number>((digests) => {
      if (isFrozen) return new Promise(() => undefined);
      return Promise.resolve(digests.map(() => 1));
    }, 20);
    await expect(lookups.find(digest('a'))).rejects.toMatchObject({ code: 'storage_unavailable', retryable: true });
    isFrozen = false;
    expect(await lookups.find(digest('a'))).toBe(1);
  });

  it('refuses more than it can ask for', async () => {
    const gate = new Gate();
    const lookups = new LookupBatch<number>(async (digests) => {
      await gate.passed;
      return digests.map(() => 1);
    });
    const taken = Array.from({ length: 2_000 }, (_, i) => lookups.find(digest(i)));
    await expect(lookups.find(digest('one more'))).rejects.toMatchObject({ code: 'overloaded' });
    gate.open();
    expect(await Promise.all(taken)).toHaveLength(2_000);
  });
});
