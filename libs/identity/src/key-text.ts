import { crc32 } from 'node:zlib';

/** Crockford's base 32, lower case: no letter is taken for a digit. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const BITS = 5;
const SECRET_CHARACTERS = 32;
const CHECK_CHARACTERS = 7;
/** How much of a key is shown, so that people can tell keys apart: 130 of its 160 random bits stay hidden. */
const SHOWN_CHARACTERS = 6;

const KEY_PREFIX = 'sw_';
const SESSION_PREFIX = 'sws_';
const SECRET_TEXT = `[${ALPHABET}]{${SECRET_CHARACTERS + CHECK_CHARACTERS}}`;
const KEY = new RegExp(`^${KEY_PREFIX}${SECRET_TEXT}$`);
const SESSION = new RegExp(`^${SESSION_PREFIX}${SECRET_TEXT}$`);

/** Gives this many random bytes that nobody can predict. */
export type RandomBytes = (count: number) => Uint8Array;

/**
 * A new API key: `sw_`, 160 random bits in 32 characters, and a checksum (CRC-32) in 7. The checksum is no secret: it lets a
 * scanner for leaked keys, and this server before it asks the database, tell a key from a text that looks like one.
 */
export function newKeyText(random: RandomBytes): string {
  return newSecretText(KEY_PREFIX, random);
}

/** A new id of a web session, `sws_` and the same again: 160 random bits and a checksum. */
export function newSessionText(random: RandomBytes): string {
  return newSecretText(SESSION_PREFIX, random);
}

/** True for a text that {@link newKeyText} could have made. */
export function isKeyText(text: string): boolean {
  return KEY.test(text) && hasChecksum(text);
}

/** True for a text that {@link newSessionText} could have made. */
export function isSessionText(text: string): boolean {
  return SESSION.test(text) && hasChecksum(text);
}

/** The beginning of a key that may be stored and shown. */
export function shownPrefix(keyText: string): string {
  return keyText.slice(0, KEY_PREFIX.length + SHOWN_CHARACTERS);
}

function newSecretText(prefix: string, random: RandomBytes): string {
  let text = prefix;
  for (const byte of random(SECRET_CHARACTERS)) text += ALPHABET.charAt(byte & (ALPHABET.length - 1));
  return text + checksum(text);
}

function hasChecksum(text: string): boolean {
  return text.endsWith(checksum(text.slice(0, -CHECK_CHARACTERS)));
}

function checksum(text: string): string {
  let rest = crc32(text);
  let characters = '';
  for (let i = 0; i < CHECK_CHARACTERS; i++) {
    characters = ALPHABET.charAt(rest & (ALPHABET.length - 1)) + characters;
    rest >>>= BITS;
  }
  return characters;
}
