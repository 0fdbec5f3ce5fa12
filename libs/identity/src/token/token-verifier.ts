import { AppError, type Role } from '@app/kernel';
import { createRemoteJWKSet, customFetch, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import type { TokenSubject } from '../identity';
import { fetchKeySet } from './fetch-key-set';
import { readRoles, type RoleClaim } from './read-roles';

/** Whose tokens are taken, and how they are proven. */
export interface TokenRules {
  /** The `iss` that a token must have, exactly. */
  readonly issuer: string;
  /** One of a token's `aud` must be this. */
  readonly audience: string;
  /** The address of the issuer's public keys (RFC 7517), or a secret of at least 32 bytes that is shared with it. */
  readonly keys: { readonly jwksUrl: string } | { readonly secret: string };
  /** How far the clocks may differ, seconds, at most 60. */
  readonly leewaySeconds: number;
  /** Absent: tokens say nothing of roles. */
  readonly roles?: RoleClaim | undefined;
}

/** What a token was found to say. */
export interface TokenClaims extends TokenSubject {
  readonly expiresAtMs: number;
  /** By `iat`; without one by `exp`, which is later for later tokens too. */
  readonly issuedAtMs: number;
  /** Absent when tokens say nothing of roles. */
  readonly roles?: readonly Role[];
}

/** With public keys, and with a shared secret: never both, or a public key would do as a secret. */
const PUBLIC_KEY_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const SECRET_ALGORITHMS = ['HS256'];
const TYPES = /^(?:application\/)?(?:at\+)?jwt$/i;
/** Unicode characters, as many as the database takes. */
const MOST_NAME_LENGTH = 200;
/** As OpenID Connect Core, section 2, has it. */
const MOST_SUBJECT_LENGTH = 255;
/** The end of the year 9999, the last that dates are written for in one way. */
const LAST_MOMENT_MS = 253_402_300_799_000;
const CONTROLS = /\p{Cc}/gu;

/** Between two fetches for a key that is not there, and after which keys are fetched again anyway, milliseconds. */
const COOLDOWN_MS = 30_000;
const MOST_AGE_MS = 600_000;

/**
 * Proves tokens by fixed rules (RFC 8725): algorithms, issuer and audience are the operator's, an end is required, and of the
 * header only `alg` and `kid` are read, `kid` as a name in the key set and nothing else. Keys that a token brings or points to
 * (`jwk`, `jku`, `x5c`, `x5u`) are ignored.
 */
export class TokenVerifier {
  private readonly keyOf: JWTVerifyGetKey;
  private readonly algorithms: string[];

  /**
   * @param now epoch milliseconds.
   * @param onRefused told why a token is not good, for the operator: words of ours or of the check, nothing of the token.
   */
  constructor(
    private readonly rules: TokenRules,
    private readonly now: () => number,
    private readonly onRefused: (reason: string) => void = () => undefined,
  ) {
    const { keys } = rules;
    if ('secret' in keys) {
      this.algorithms = SECRET_ALGORITHMS;
      const secret = new TextEncoder().encode(keys.secret);
      this.keyOf = () => secret;
    } else {
      this.algorithms = PUBLIC_KEY_ALGORITHMS;
      this.keyOf = createRemoteJWKSet(new URL(keys.jwksUrl), {
        cooldownDuration: COOLDOWN_MS,
        cacheMaxAge: MOST_AGE_MS,
        [customFetch]: fetchKeySet,
      });
    }
  }

  /**
   * What a token says; undefined for one that is not good.
   *
   * @throws AppError `storage_unavailable` when the issuer's keys cannot be fetched.
   */
  async verify(token: string): Promise<TokenClaims | undefined> {
    const { issuer, audience, leewaySeconds } = this.rules;
    try {
      const { payload, protectedHeader } = await jwtVerify(token, this.keyOf, {
        issuer,
        audience,
        algorithms: this.algorithms,
        clockTolerance: leewaySeconds,
        requiredClaims: ['exp', 'sub'],
        currentDate: new Date(this.now()),
      });
      const claims = TYPES.test(protectedHeader.typ ?? 'JWT') ? this.toClaims(payload) : undefined;
      if (claims === undefined) this.onRefused('its type or its subject is not one that can be taken');
      return claims;
    } catch (error) {
      if (isFaultOfKeys(error)) {
        throw new AppError('storage_unavailable', 'The keys of the identity provider cannot be fetched.', {
          cause: error,
          retryable: true,
          retryAfterMs: 1_000,
        });
      }
      this.onRefused(reasonOf(error));
      return undefined;
    }
  }

  private toClaims(payload: JWTPayload): TokenClaims | undefined {
    const { sub, exp, iat } = payload;
    if (!isSubject(sub) || exp === undefined) return undefined;
    const { issuer, leewaySeconds, roles } = this.rules;
    return {
      issuer,
      subject: sub,
      name: nameOf(payload) ?? cleanName(sub) ?? 'unnamed',
      expiresAtMs: (exp + leewaySeconds) * 1_000,
      issuedAtMs: Math.min(Math.max(Math.floor((iat ?? exp) * 1_000), 0), LAST_MOMENT_MS),
      ...(roles === undefined ? {} : { roles: readRoles(payload, roles) }),
    };
  }
}

/** Which check a token failed. */
function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'it is past its end (exp)';
  if (error instanceof errors.JWTClaimValidationFailed) {
    return `its claim ${error.claim} is ${error.reason === 'missing' ? 'missing' : 'not what it has to be'}`;
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'its signature is not of the key';
  if (error instanceof errors.JWKSNoMatchingKey) return 'its key (kid) is not in the key set';
  if (error instanceof errors.JOSEAlgNotAllowed) return 'its algorithm (alg) is not taken';
  return 'it is no signed token that can be read';
}

/** No answer, or one that is no key set, as against a token whose key is not in the set. */
function isFaultOfKeys(error: unknown): boolean {
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) return false;
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) return true;
  // jose has no class for an answer that is no JSON or has another status; whatever is not of it is not of the token.
  return !(error instanceof errors.JOSEError) || error.code === 'ERR_JOSE_GENERIC';
}

/** Text that a database takes as it is, and of a length that an index does. */
function isSubject(sub: unknown): sub is string {
  return (
    typeof sub === 'string' && sub !== '' && sub.length <= MOST_SUBJECT_LENGTH && sub.isWellFormed() && !/\0/.test(sub)
  );
}

function nameOf({ name, preferred_username: username }: JWTPayload): string | undefined {
  return cleanName(name) ?? cleanName(username);
}

/** A name without control characters; undefined when nothing is left. */
function cleanName(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined;
  const clean = text
    .slice(0, 4 * MOST_NAME_LENGTH)
    .toWellFormed()
    .replace(CONTROLS, '')
    .trim();
  return clean === '' ? undefined : Array.from(clean).slice(0, MOST_NAME_LENGTH).join('');
}
