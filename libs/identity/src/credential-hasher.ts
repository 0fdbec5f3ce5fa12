import { createHmac } from 'node:crypto';

/**
 * Hashes credentials for storage: HMAC-SHA-256 with a secret that is not in the database (RFC 2104). Who reads the database
 * alone can neither use what is there nor test guesses against it. Costs about 3 us; known credentials are found without it.
 */
export class CredentialHasher {
  private known: Buffer | undefined;

  /** @param secret at least 32 bytes; asked for once, when it is first needed. */
  constructor(private readonly secret: () => Buffer) {}

  /** 32 bytes to find a key or session by. */
  digest(credential: string): Buffer {
    return this.hmac(`credential\0${credential}`);
  }

  /** What pages send back with a change to prove that they can read answers of this server: of the session and nothing else. */
  csrfToken(sessionText: string): string {
    return this.hmac(`csrf\0${sessionText}`).toString('base64url');
  }

  /** 32 bytes by which a person of an identity provider is known after the name there was erased. */
  subject(issuer: string, subject: string): Buffer {
    return this.hmac(`subject\0${JSON.stringify([issuer, subject])}`);
  }

  /** 32 bytes that tell secrets apart without telling anything of them. */
  get fingerprint(): Buffer {
    return this.hmac('fingerprint');
  }

  private hmac(text: string): Buffer {
    this.known ??= this.secret();
    return createHmac('sha256', this.known).update(text, 'utf8').digest();
  }
}
