import type { Principal } from '@app/kernel';

/**
 * The organisation of everybody who has no account: the owner of a private installation and the keys of API_KEYS. Its
 * administrators are those of the whole installation.
 */
export const LOCAL_ORGANISATION_ID = 'org_local';

/** The owner of a private installation. */
export const LOCAL_USER_ID = 'user_local';

/** Whoever holds a key of API_KEYS. */
const BOOTSTRAP_USER_ID = 'user_bootstrap';

/** True for a user that comes with the installation and stands for no person. */
export function isBuiltIn(userId: string): boolean {
  return userId === LOCAL_USER_ID || userId === BOOTSTRAP_USER_ID;
}

/** Who acts where no key is asked for, which is only on loopback. */
export const LOCAL_OWNER: Principal = Object.freeze<Principal>({
  kind: 'local',
  organisationId: LOCAL_ORGANISATION_ID,
  userId: LOCAL_USER_ID,
  roles: ['admin'],
  limits: {},
});

const bootstrapPrincipals: Principal[] = [];

/** Who acts with the key at a place of API_KEYS, from 0. Made once per place: it is on the path of every request. */
export function bootstrapPrincipal(place: number): Principal {
  return (bootstrapPrincipals[place] ??= Object.freeze<Principal>({
    kind: 'bootstrap',
    organisationId: LOCAL_ORGANISATION_ID,
    userId: BOOTSTRAP_USER_ID,
    keyId: `key_bootstrap${place}`,
    roles: ['admin'],
    limits: {},
  }));
}
