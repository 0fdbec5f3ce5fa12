import type { Principal } from '@app/kernel';

/** The organisation of everybody who has no account: the owner of a private installation and the keys of API_KEYS. */
const LOCAL_ORGANISATION_ID = 'org_local';

/** Who acts where no key is asked for, which is only on loopback. */
export const LOCAL_OWNER: Principal = Object.freeze<Principal>({
  kind: 'local',
  organisationId: LOCAL_ORGANISATION_ID,
  userId: 'user_local',
  roles: ['admin'],
  limits: {},
});

const bootstrapPrincipals: Principal[] = [];

/** Who acts with the key at a place of API_KEYS, from 0. Made once per place: it is on the path of every request. */
export function bootstrapPrincipal(place: number): Principal {
  return (bootstrapPrincipals[place] ??= Object.freeze<Principal>({
    kind: 'bootstrap',
    organisationId: LOCAL_ORGANISATION_ID,
    userId: 'user_bootstrap',
    keyId: `key_bootstrap${place}`,
    roles: ['admin'],
    limits: {},
  }));
}
