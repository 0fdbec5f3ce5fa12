import { crossUserHits } from '@app/cache/testing';

jest.setTimeout(300_000);

describe('answers of one user', () => {
  it('are found by no other, in a million random pairs', () => {
    expect(crossUserHits(1_000_000, 2)).toBe(0);
  });
});
