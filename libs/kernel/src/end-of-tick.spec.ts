import { atEndOfTick, endOfTick } from './end-of-tick';

describe('the end of a tick', () => {
  it('comes after what is due in the tick, for all who wait, in their order', async () => {
    const seen: string[] = [];
    atEndOfTick(() => seen.push('one'));
    atEndOfTick(() => seen.push('two'));
    await Promise.resolve();
    seen.push('microtask');
    await endOfTick();
    expect(seen).toEqual(['microtask', 'one', 'two']);
  });

  it('takes those who wait from step to step together', async () => {
    const seen: string[] = [];
    const work = async (name: string): Promise<void> => {
      await endOfTick();
      seen.push(`${name} 1`);
      await Promise.resolve();
      seen.push(`${name} 2`);
    };
    await Promise.all([work('a'), work('b')]);
    expect(seen).toEqual(['a 1', 'b 1', 'a 2', 'b 2']);
  });

  it('of those who ask at an end is the next one', async () => {
    const seen: string[] = [];
    await new Promise<void>((resolve) => {
      atEndOfTick(() => {
        atEndOfTick(() => {
          seen.push('next');
          resolve();
        });
        seen.push('first');
      });
      atEndOfTick(() => seen.push('second'));
    });
    expect(seen).toEqual(['first', 'second', 'next']);
  });
});
