import { randomBytes } from 'node:crypto';
import { isKeyText, isSessionText, newKeyText, newSessionText, shownPrefix } from './key-text';

describe('the text of a key', () => {
  const key = newKeyText(randomBytes);

  it('is 160 random bits behind its prefix, with a checksum', () => {
    expect(key).toMatch(/^sw_[0-9a-hjkmnp-tv-z]{39}$/);
    expect(isKeyText(key)).toBe(true);
    expect(new Set(Array.from({ length: 1000 }, () => newKeyText(randomBytes))).size).toBe(1000);
  });

  it('asks for as many random bytes as it has characters, and uses five bits of each', () => {
    expect(newKeyText((count) => new Uint8Array(count).fill(0xff))).toMatch(/^sw_z{32}/);
    expect(newKeyText((count) => Uint8Array.from({ length: count }, (_, i) => i))).toContain(
      '0123456789abcdefghjkmnpqrstvwxyz',
    );
  });

  it('is told from a text with one wrong character, of another length or kind', () => {
    for (let at = 3; at < key.length; at++) {
      const wrong = key.charAt(at) === 'a' ? 'b' : 'a';
      expect(isKeyText(key.slice(0, at) + wrong + key.slice(at + 1))).toBe(false);
    }
    for (const other of ['', 'sw_', key.slice(1), `${key}a`, key.toUpperCase(), ` ${key}`, `${key}\n`]) {
      expect(isKeyText(other)).toBe(false);
    }
  });

  it('is not that of a session, nor the other way round', () => {
    const session = newSessionText(randomBytes);
    expect([isSessionText(session), isKeyText(session), isSessionText(key)]).toEqual([true, false, false]);
  });

  it('shows so little that 130 bits stay hidden', () => {
    expect(shownPrefix(key)).toBe(key.slice(0, 9));
  });
});
