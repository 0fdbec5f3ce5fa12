import type { CredentialHasher } from '@app/identity';
import type { Principal } from '@app/kernel';
import { ApiKeyVerifier } from '../../http/auth/api-key-verifier';
import { bootstrapPrincipal } from '../../http/auth/built-in-principals';

/** The keys of the setting API_KEYS, which are not in the database. */
export class FixedKeys {
  private readonly verifier: ApiKeyVerifier;
  private digests: Buffer[] | undefined;

  constructor(
    private readonly keys: readonly string[],
    private readonly hasher: CredentialHasher,
  ) {
    this.verifier = new ApiKeyVerifier(keys);
  }

  /** Whose a key is; undefined when it is none of them. */
  find(key: string): Principal | undefined {
    const place = this.verifier.find(key);
    return place === undefined ? undefined : bootstrapPrincipal(place);
  }

  /** The same by what a web session keeps of the key. */
  findDigest(digest: Buffer): Principal | undefined {
    this.digests ??= this.keys.map((key) => this.hasher.digest(key));
    const place = this.digests.findIndex((known) => known.equals(digest));
    return place === -1 ? undefined : bootstrapPrincipal(place);
  }
}
