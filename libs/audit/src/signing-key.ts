import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const OWNER_ONLY = 0o600;

/**
 * The Ed25519 private key in a PEM file (PKCS 8). Where there is none, one is made, readable by its owner alone; of processes that
 * start together one makes it.
 *
 * @throws Error when the file holds no such key.
 */
export function openSigningKey(path: string): KeyObject {
  const known = read(path);
  if (known !== undefined) return parse(known, path);
  mkdirSync(dirname(path), { recursive: true });
  const { privateKey } = generateKeyPairSync('ed25519');
  // Whole or not at all: another process may read it in the next moment.
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: OWNER_ONLY });
  try {
    linkSync(draft, path);
    return privateKey;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return parse(read(path) ?? '', path);
  } finally {
    rmSync(draft);
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function parse(pem: string, path: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Said below: the reason of the parser helps nobody.
  }
  throw new Error(`${path} holds no Ed25519 private key in PEM.`);
}
