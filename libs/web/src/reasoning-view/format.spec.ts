import { countOf, formatCount, formatDuration } from './format';

describe('figures', () => {
  it.each([
    [0, '0 ms'],
    [0.42, '0.4 ms'],
    [81.4, '81 ms'],
    [420, '0.4 s'],
    [9_949, '9.9 s'],
    [12_400, '12 s'],
    [60_000, '1 min'],
    [125_000, '2 min 5 s'],
  ])('shows %d ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it.each([
    [950, '950'],
    [9_999, '9,999'],
    [12_400, '12.4k'],
    [128_000, '128k'],
    [1_000_000, '1M'],
  ])('shows %d as %s', (count, text) => {
    expect(formatCount(count)).toBe(text);
  });

  it('counts one and many', () => {
    expect([countOf(1, 'step'), countOf(2, 'step'), countOf(0, 'query', 'queries')]).toEqual([
      '1 step',
      '2 steps',
      '0 queries',
    ]);
  });
});
