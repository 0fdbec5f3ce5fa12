import { leaderProbability, SETTLED } from './adaptive-stop';

describe('leaderProbability', () => {
  it.each([
    // 1 - 0.5 ** (v1 + 1) when all agree
    [1, 0, 0.75],
    [3, 0, 0.9375],
    [4, 0, 0.96875],
    // P(Bin(n, 1/2) <= v1) worked out by hand
    [0, 0, 0.5],
    [2, 2, 0.5],
    [5, 1, 120 / 128],
    [7, 1, 502 / 512],
  ])('is, after %i votes against %i, %f', (v1, v2, probability) => {
    expect(leaderProbability(v1, v2)).toBeCloseTo(probability, 12);
  });

  it('settles a vote of equal answers with the fourth, and later the more the runner-up has', () => {
    const needed = [0, 1, 2, 3].map((v2) => {
      let v1 = v2;
      while (leaderProbability(v1, v2) < SETTLED) v1++;
      return v1;
    });
    expect(needed).toEqual([4, 6, 8, 9]);
  });
});
