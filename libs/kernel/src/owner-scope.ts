import type { Principal } from './principal';

/**
 * The scope of everything in Redis that belongs to one user: limits, sessions, cached answers. One scope is one hash tag, so all
 * of it lies on one node and one round trip reaches it. Injective: ids of organisations are our own and hold no `/`.
 */
export function ownerScope({ organisationId, userId }: Pick<Principal, 'organisationId' | 'userId'>): string {
  return `${organisationId}/${userId}`;
}
