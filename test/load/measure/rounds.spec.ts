import { interleave, pairwise } from './rounds';

describe('interleave', () => {
  it('turns the order in every round and keeps the results in the order of the rounds', async () => {
    const order: string[] = [];

    const results = await interleave(['a', 'b'], 3, (target) => {
      order.push(target);
      return Promise.resolve(order.length);
    });

    expect(order.join('')).toBe('abbaab');
    expect(results.get('a')).toEqual([1, 4, 5]);
    expect(results.get('b')).toEqual([2, 3, 6]);
  });
});

describe('pairwise', () => {
  it('compares the same round of both', () => {
    expect(pairwise([1, 4], [2, 16], (our, their) => our / their)).toEqual([0.5, 0.25]);
  });

  it('has nothing to compare when one side was not measured', () => {
    expect(pairwise([1], undefined, (our) => our)).toEqual([]);
  });
});
