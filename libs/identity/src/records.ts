import type { PrincipalLimits, Role, Scope } from '@app/kernel';

/** A tenant. Times are epoch milliseconds here and below. */
export interface Organisation {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  /** Present: nobody of it may do anything. */
  readonly disabledAt?: number;
}

/** Somebody, or a program, that acts. */
export interface User {
  readonly id: string;
  readonly organisationId: string;
  readonly name: string;
  readonly roles: readonly Role[];
  /** The identity provider that the user comes from, and its name there. Both or none. */
  readonly issuer?: string;
  readonly subject?: string;
  readonly createdAt: number;
  /** Present: the user may do nothing. */
  readonly disabledAt?: number;
}

/** What a key may do. */
export interface KeyRights {
  /** Absent: everything that its user may. */
  readonly scopes?: readonly Scope[];
  /** Absent: every model. */
  readonly allowedModels?: readonly string[];
  readonly limits: PrincipalLimits;
  /** Absent: it does not end by itself. */
  readonly expiresAt?: number;
}

/** A key as it is known after it was made: without its text. */
export interface ApiKey extends KeyRights {
  readonly id: string;
  readonly organisationId: string;
  readonly userId: string;
  readonly name: string;
  /** Its first characters. */
  readonly prefix: string;
  readonly createdAt: number;
  readonly revokedAt?: number;
  /** To the minute. */
  readonly lastUsedAt?: number;
}

/** What a new key is made of. Its text and id are made by whoever makes it. */
export interface NewKey extends KeyRights {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly digest: Buffer;
}

/** Whose records may be seen and changed: an absent field means anybody's. It is part of every query. */
export interface Reach {
  readonly organisationId?: string;
  readonly userId?: string;
}

/** A part of a list, newest first. */
export interface PageQuery {
  /** Most items. */
  readonly limit: number;
  /** The id of the last item of the part before. Absent: from the start. */
  readonly after?: string;
}

/** A part of a list, and whether there is more. */
export interface Page<Item> {
  readonly items: Item[];
  readonly hasMore: boolean;
}
