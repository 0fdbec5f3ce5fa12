import { createHash, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { ChainHead } from './audit-log';

/** A signed statement that a chain ended so at a time. Kept outside the database, it shows when a tail was cut off. */
export interface Checkpoint extends ChainHead {
  /** Epoch milliseconds of the signing. */
  readonly at: number;
  /** Which key signed: the first 16 hexadecimal digits of the SHA-256 of the public key in SPKI form. */
  readonly keyId: string;
  /** Ed25519 (RFC 8032) over the canonical form of the other members after a line of its purpose; base64. */
  readonly signature: string;
}

const PURPOSE = 'stepwise audit checkpoint v1\n';
const KEY_ID_DIGITS = 16;

/** Signs checkpoints with an Ed25519 key. The key is opened when it is first needed. */
export class CheckpointSigner {
  private opened: { key: KeyObject; keyId: string; publicKeyPem: string } | undefined;

  constructor(private readonly openKey: () => KeyObject) {}

  /** The short name of the key. Throws what opening it throws, and an Error when it is no Ed25519 private key. */
  get keyId(): string {
    return this.open().keyId;
  }

  /** The key that others verify with, PEM (SPKI). */
  get publicKeyPem(): string {
    return this.open().publicKeyPem;
  }

  sign({ organisationId, sequence, hash }: ChainHead, at: number): Checkpoint {
    const { key, keyId } = this.open();
    const statement = { organisationId, sequence, hash, at, keyId };
    return { ...statement, signature: sign(null, signedBytes(statement), key).toString('base64') };
  }

  private open(): NonNullable<typeof this.opened> {
    if (this.opened !== undefined) return this.opened;
    const key = this.openKey();
    if (key.type !== 'private' || key.asymmetricKeyType !== 'ed25519') {
      throw new Error('Audit checkpoints are signed with an Ed25519 private key.');
    }
    const publicKey = createPublicKey(key);
    const publicKeyPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    this.opened = { key, keyId: keyIdOf(publicKey), publicKeyPem };
    return this.opened;
  }
}

/** Whether one of the keys signed the checkpoint as it is. */
export function isAuthentic({ signature, ...statement }: Checkpoint, keys: readonly KeyObject[]): boolean {
  const { organisationId, sequence, hash, at, keyId } = statement;
  const bytes = signedBytes({ organisationId, sequence, hash, at, keyId });
  return keys.some((key) => keyIdOf(key) === keyId && verify(null, bytes, key, Buffer.from(signature, 'base64')));
}

/** The short name of a public key. */
export function keyIdOf(publicKey: KeyObject): string {
  const der = publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(der).digest('hex').slice(0, KEY_ID_DIGITS);
}

function signedBytes(statement: Omit<Checkpoint, 'signature'>): Buffer {
  return Buffer.from(PURPOSE + String(canonicalize(statement)), 'utf8');
}
