/** Who may be given an answer again: the one user who asked, everybody of the organisation, or everybody. */
export const SCOPE_LEVELS = ['user', 'organisation', 'global'] as const;

/** One of {@link SCOPE_LEVELS}, narrowest first. */
export type ScopeLevel = (typeof SCOPE_LEVELS)[number];

/** Whom an answer belongs to. It is part of the key, stored inside the value, and compared on every read. */
export type CacheScope =
  | { readonly level: 'user'; readonly organisationId: string; readonly userId: string }
  | { readonly level: 'organisation'; readonly organisationId: string }
  | { readonly level: 'global' };

/** Whether two scopes are the same. */
export function isSameScope(one: CacheScope, other: CacheScope): boolean {
  switch (one.level) {
    case 'user':
      return other.level === 'user' && other.organisationId === one.organisationId && other.userId === one.userId;
    case 'organisation':
      return other.level === 'organisation' && other.organisationId === one.organisationId;
    case 'global':
      return other.level === 'global';
  }
}

/** The members that a scope is made of, in a fixed order; absent ones are undefined. */
export function scopeMembers(scope: CacheScope): readonly (string | undefined)[] {
  return [
    scope.level,
    scope.level === 'global' ? undefined : scope.organisationId,
    scope.level === 'user' ? scope.userId : undefined,
  ];
}
