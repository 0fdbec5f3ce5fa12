import fc from 'fast-check';
import { hashTagOf, redisKey } from './redis-key';

/** Mostly the characters that matter, so that collisions would be found; halves of surrogate pairs included. */
const part = fc
  .array(
    fc.oneof(
      fc.constantFrom(...Array.from(':*?[]{}%\\\0au7b0'), '\ud800', '\udc00', '😀'),
      fc.string({ maxLength: 2 }),
    ),
    {
      maxLength: 6,
    },
  )
  .map((units) => units.join(''));
const call = fc.tuple(part, part, fc.array(part, { maxLength: 3 }));
const keyOf = ([scope, family, parts]: [string, string, string[]]): string => redisKey(scope, family, ...parts);

describe('the encoder of keys', () => {
  it('keeps the shape that people read', () => {
    expect(redisKey('user_1', 'limit', 'chat')).toBe('sw:{user_1}:limit:chat');
    expect(redisKey('a:b', 'limit', '*')).toBe('sw:{a%3ab}:limit:%2a');
  });

  it('gives different keys for different arguments, in the bytes that are sent', () => {
    fc.assert(
      fc.property(call, call, (one, other) => {
        const same = JSON.stringify(one) === JSON.stringify(other);
        expect(Buffer.from(keyOf(one)).equals(Buffer.from(keyOf(other)))).toBe(same);
      }),
      { numRuns: 20_000 },
    );
  });

  it('lets nothing of an argument be read as structure, as a pattern or as another hash tag', () => {
    fc.assert(
      fc.property(call, (one) => {
        const key = keyOf(one);
        expect(key).not.toMatch(/[*?[\]\\\0]/);
        expect(key.match(/[{}]/g)).toEqual(['{', '}']);
        expect(key.split(':')).toHaveLength(3 + one[2].length);
        expect(hashTagOf(key)).toBe(/\{(.+)\}/.exec(key)?.[1]);
      }),
      { numRuns: 5_000 },
    );
  });

  it('knows the slot of a key without a tag by the whole key, as Redis does', () => {
    expect(hashTagOf('plain')).toBe('plain');
    expect(hashTagOf('a{}b')).toBe('a{}b');
  });
});
