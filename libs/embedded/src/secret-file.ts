import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';

/** What a secret file holds: 64 hexadecimal characters, 256 bits. */
const SECRET = /^[0-9a-f]{64}$/;

/**
 * The secret in a file, readable by the owner alone (0600).
 *
 * @returns undefined when the file is absent or holds anything else.
 */
export function readSecret(path: string): string | undefined {
  try {
    const text = readFileSync(path, 'utf8').trim();
    return SECRET.test(text) ? text : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** A new random secret, 256 bits in hexadecimal: safe in a URL, in SQL quotes and in a configuration file as it is. */
export function newSecret(): string {
  return randomBytes(32).toString('hex');
}

/** Writes a secret to a file that its owner alone can read, replacing the file as a whole. */
export function writeSecret(path: string, secret: string): void {
  const draft = `${path}.new`;
  const fd = openSync(draft, 'w', 0o600);
  try {
    writeSync(fd, `${secret}\n`);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(draft, path);
}
