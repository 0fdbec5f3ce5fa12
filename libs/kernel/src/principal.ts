/** What a person or key may do in its organisation, least to most. */
export const ROLES = ['user', 'auditor', 'operator', 'admin'] as const;

/**
 * One of {@link ROLES}: `user` chats, `auditor` also reads the audit trail, `operator` also runs the service (caches,
 * limits, queues), `admin` may do everything, the administration of users and keys included.
 */
export type Role = (typeof ROLES)[number];

/** What a key can be narrowed to, whatever its owner's roles allow. */
export const SCOPES = ['chat', 'models', 'conversations', 'usage', 'audit', 'operations', 'admin'] as const;

/** One of {@link SCOPES}. */
export type Scope = (typeof SCOPES)[number];

/** Limits of a key in place of the service's own. An absent field: the service's default holds. */
export interface PrincipalLimits {
  readonly requestsPerMinute?: number;
  readonly tokensPerMinute?: number;
  readonly concurrentRequests?: number;
  readonly concurrentSessions?: number;
}

/**
 * Who a request acts for, as far as it was proven. Made by authentication and never changed: a changed role or a revoked
 * key makes a new one or none. Every stored thing belongs to one `organisationId` and one `userId`.
 */
export interface Principal {
  /**
   * How it was proven: by nothing, because the service is private to this machine (`local`), by a key of the setting API_KEYS
   * (`bootstrap`), by an API key of a user (`key`), or by a token of the operator's identity provider (`token`).
   */
  readonly kind: 'local' | 'bootstrap' | 'key' | 'token';
  readonly organisationId: string;
  readonly userId: string;
  /** The API key's id, never its text. Present for `key` and `bootstrap`. */
  readonly keyId?: string;
  /** Not empty. */
  readonly roles: readonly Role[];
  /** What the key was narrowed to; absent: everything that the roles allow. */
  readonly scopes?: readonly Scope[];
  readonly limits: PrincipalLimits;
  /** Ids or aliases of the models it may use; absent: every model. */
  readonly allowedModels?: readonly string[];
}
