import { seededOrder } from './seeded-order';
import { seededRandom } from './seeded-random';

describe('seededRandom', () => {
  it('gives the same numbers for the same seed and others for another', () => {
    const take = (seed: number) => {
      const random = seededRandom(seed);
      return Array.from({ length: 5 }, random);
    };

    expect(take(7)).toEqual(take(7));
    expect(take(7)).not.toEqual(take(8));
  });

  it('fills [0, 1) evenly', () => {
    const random = seededRandom(1);
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 10_000; i++) counts[Math.floor(random() * 10)]! += 1;

    expect(Math.min(...counts)).toBeGreaterThan(900);
    expect(Math.max(...counts)).toBeLessThan(1100);
  });
});

describe('seededOrder', () => {
  const items = Array.from({ length: 50 }, (_, i) => ({ id: `q${i}` }));

  it('keeps all items and depends on the seed', () => {
    const ordered = seededOrder(items, 1);

    expect(ordered.map(({ id }) => id).sort()).toEqual(items.map(({ id }) => id).sort());
    expect(seededOrder(items, 1)).toEqual(ordered);
    expect(seededOrder(items, 2)).not.toEqual(ordered);
  });

  it('does not move the others when one is left out', () => {
    const without = items.filter(({ id }) => id !== 'q7');

    expect(seededOrder(without, 3)).toEqual(seededOrder(items, 3).filter(({ id }) => id !== 'q7'));
  });
});
