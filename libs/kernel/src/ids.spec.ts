import { RandomIdGenerator } from './ids';

describe('RandomIdGenerator', () => {
  const ids = new RandomIdGenerator();

  it('makes ids of the prefix and 26 characters, each once', () => {
    const made = Array.from({ length: 1_000 }, () => ids.next('chat'));
    expect(made.every((id) => /^chat_[0-9a-hjkmnp-tv-z]{26}$/.test(id))).toBe(true);
    expect(new Set(made).size).toBe(1_000);
  });

  it('makes ids that sort by their time, also over the borders of its characters', () => {
    const times = [0, 31, 32, 1_023, 1_024, 1_700_000_000_000, 1_700_000_000_001, 2 ** 48 - 1];
    const made = times.map((time) => ids.nextOrdered('row', time));
    expect(made.toSorted()).toEqual(made);
    expect(made.every((id) => /^row_[0-9a-hjkmnp-tv-z]{26}$/.test(id))).toBe(true);
  });

  it('makes different ids within one millisecond', () => {
    expect(new Set(Array.from({ length: 1_000 }, () => ids.nextOrdered('row', 5))).size).toBe(1_000);
  });

  it('writes the time as ULID does', () => {
    expect(ids.nextOrdered('row', 1_469_918_176_385).slice(4, 14)).toBe('01ARYZ6S41'.toLowerCase());
  });
});
