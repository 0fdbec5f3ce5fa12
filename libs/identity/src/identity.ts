import type { Principal, Role } from '@app/kernel';

/** Who a credential stands for, and for how long. */
export interface Identity {
  readonly principal: Principal;
  /** When the credential ends, epoch milliseconds. Absent: never by itself. */
  readonly expiresAtMs?: number;
  /** Of a web session: what a change has to carry beside the cookie. */
  readonly csrfToken?: string;
}

/** A web session as it is stored. */
export interface StoredSession {
  /** The digest of the key that it was begun with: it ends with it. */
  readonly credential: Buffer;
  readonly expiresAtMs: number;
}

/** A person whom a token names, as far as it matters here. */
export interface TokenUser {
  readonly organisationId: string;
  readonly userId: string;
  readonly roles: readonly Role[];
  /** When the token was issued that the roles were last taken from, epoch milliseconds. Absent: from none since the user was made. */
  readonly rolesAtMs?: number;
  /** True when the person or the organisation may not do anything at present. */
  readonly isDisabled: boolean;
}

/** What names a person in a token, and what a new row is filled with. */
export interface TokenSubject {
  readonly issuer: string;
  readonly subject: string;
  /** Shown to people. */
  readonly name: string;
}
