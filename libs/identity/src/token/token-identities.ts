import type { Principal } from '@app/kernel';
import type { Identity, TokenUser } from '../identity';
import type { IdentityDirectory } from '../identity-directory';
import type { TokenClaims, TokenVerifier } from './token-verifier';

/** How persons who come with tokens become users. */
export interface TokenUserRules {
  /** Whether somebody who was never seen becomes a user, or is refused. */
  readonly createUsers: boolean;
  /** The organisation of new users. */
  readonly organisationId: string;
}

/** Turns tokens into identities: a token proves who somebody is, the directory says whether that person may still come in. */
export class TokenIdentities {
  constructor(
    private readonly verifier: TokenVerifier,
    private readonly directory: IdentityDirectory,
    private readonly rules: TokenUserRules,
  ) {}

  /**
   * A way to look a token up, as often as needed. Its signature is checked the first time; later only whether its user is still
   * welcome. The token itself is not kept.
   */
  lookup(token: string): () => Promise<Identity | undefined> {
    let text: string | undefined = token;
    let claims: TokenClaims | undefined;
    return async () => {
      if (text !== undefined) {
        claims = await this.verifier.verify(text);
        text = undefined;
      }
      return claims === undefined ? undefined : this.identityOf(claims);
    };
  }

  private async identityOf(claims: TokenClaims): Promise<Identity | undefined> {
    if (claims.roles?.length === 0) return undefined;
    const user = (await this.directory.findTokenUser(claims)) ?? (await this.welcome(claims));
    if (user === undefined || user.isDisabled) return undefined;
    await this.takeRoles(user, claims);
    const principal: Principal = {
      kind: 'token',
      organisationId: user.organisationId,
      userId: user.userId,
      roles: claims.roles ?? user.roles,
      limits: {},
    };
    return { principal: Object.freeze(principal), expiresAtMs: claims.expiresAtMs };
  }

  /** The record follows the newest token, so that the user's keys may no more than the user, and the change is told. */
  private async takeRoles(user: TokenUser, { roles, issuedAtMs }: TokenClaims): Promise<void> {
    if (roles === undefined || issuedAtMs <= (user.rolesAtMs ?? -Infinity)) return;
    const isSame = roles.length === user.roles.length && roles.every((role) => user.roles.includes(role));
    if (!isSame) await this.directory.changeTokenRoles(user, roles, issuedAtMs);
  }

  private async welcome(claims: TokenClaims): Promise<TokenUser | undefined> {
    const { createUsers, organisationId } = this.rules;
    return createUsers ? this.directory.createTokenUser(claims, organisationId, claims.roles ?? ['user']) : undefined;
  }
}
