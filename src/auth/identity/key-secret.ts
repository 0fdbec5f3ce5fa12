import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const FILE = 'key-secret';
const SECRET_BYTES = 32;
const SECRET = /^[0-9a-f]{64}$/;

/**
 * What keys are hashed with: the setting where there is one, else what a file of the data folder holds, which only its owner can
 * read (0600). What stands in such a file means the same as a setting. Made at the first call and never changed: without it every
 * key is worth nothing. Of processes that start at the same time one makes it.
 */
export function readKeySecret(setting: string | undefined, dataDir: string): Buffer {
  if (setting !== undefined) return Buffer.from(setting, SECRET.test(setting) ? 'hex' : 'utf8');
  const path = join(dataDir, FILE);
  return read(path) ?? make(path, dataDir);
}

function read(path: string): Buffer | undefined {
  try {
    const text = readFileSync(path, 'utf8').trim();
    if (SECRET.test(text)) return Buffer.from(text, 'hex');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  throw new Error(`${path} holds no key secret. Restore it from a copy: without it no stored API key can be used.`);
}

function make(path: string, dataDir: string): Buffer {
  mkdirSync(dataDir, { recursive: true });
  const secret = randomBytes(SECRET_BYTES);
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const fd = openSync(draft, 'wx', 0o600);
  try {
    writeSync(fd, `${secret.toString('hex')}\n`);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  try {
    linkSync(draft, path); // whole or not at all, and never over another's
    return secret;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return read(path) ?? secret;
  } finally {
    unlinkSync(draft);
  }
}
