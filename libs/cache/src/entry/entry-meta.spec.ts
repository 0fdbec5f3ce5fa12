import { testEntry, testKey } from '../testing';
import { decodeEntry, encodeEntry } from './envelope';
import { freshnessOf, isDueEarly, keptMs, servesOnError, withJitter } from './entry-meta';

const meta = {
  ...testEntry(testKey('u')).meta,
  createdAt: 1_000,
  freshMs: 100,
  revalidateMs: 50,
  onErrorMs: 500,
  fillMs: 10,
};

describe('the age of an answer', () => {
  it('decides what it may be used for', () => {
    expect([1_000, 1_099, 1_100, 1_149, 1_150].map((now) => freshnessOf(meta, now))).toEqual([
      'fresh',
      'fresh',
      'stale',
      'stale',
      'expired',
    ]);
    expect(servesOnError(meta, 1_599)).toBe(true);
    expect(servesOnError(meta, 1_600)).toBe(false);
    expect(keptMs(meta)).toBe(600);
    expect(freshnessOf(meta, 0)).toBe('fresh'); // of a clock that is ahead
  });

  it('makes it due early the likelier, the nearer its end and the longer it takes to make', () => {
    const share = (now: number, fillMs: number): number => {
      const draws = Array.from({ length: 1_000 }, (_, i) => (i + 1) / 1_000);
      return draws.filter((random) => isDueEarly({ ...meta, fillMs }, now, random, 1)).length / draws.length;
    };
    expect(share(1_000, 10)).toBeLessThan(0.001);
    expect(share(1_090, 10)).toBeGreaterThan(0.3);
    expect(share(1_090, 100)).toBeGreaterThan(share(1_090, 10));
    expect(isDueEarly(meta, 1_099, 0.000_001, 0)).toBe(false);
  });

  it('is spread by jitter within its share', () => {
    expect(withJitter(1_000, 0.1, 0)).toBe(900);
    expect(withJitter(1_000, 0.1, 1)).toBe(1_100);
    expect(withJitter(1_000, 0, 0.3)).toBe(1_000);
  });
});

describe('a stored answer', () => {
  it('cut off at any place, or with any one bit changed, is none', () => {
    const value = encodeEntry(testEntry(testKey('u'), '{"a":1}'));
    expect(decodeEntry(value)?.body.text()).toBe('{"a":1}');
    for (let length = 0; length < value.length; length++)
      expect(decodeEntry(value.subarray(0, length))).toBeUndefined();
    for (let at = 0; at < value.length; at++) {
      const changed = Buffer.from(value);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(decodeEntry(changed)).toBeUndefined();
    }
  });
});
