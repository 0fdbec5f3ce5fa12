import { AuditTrail, type AuditAction, type AuditEntry } from '@app/audit';
import {
  Authenticator,
  CredentialHasher,
  IdentityDirectory,
  SqlApiKeys,
  SqlIdentityDirectory,
  SqlInstallation,
  SqlOrganisations,
  SqlUsers,
  SqlWebSessions,
  TokenIdentities,
  TokenVerifier,
  type TokenRules,
  type TokenUser,
} from '@app/identity';
import { Clock, IdGenerator } from '@app/kernel';
import { SqlDatabase } from '@app/storage';
import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import type { AuthConfig } from '../config/app-config';
import { Acts } from './acts';
import { IdentityChanges } from './identity/identity-changes';
import { IdentityData } from './identity/identity-data';
import { IdentityMetrics } from './identity/identity-metrics';
import { IdentityStart } from './identity/identity-start';
import { IdentityWatch } from './identity/identity-watch';
import { readKeySecret } from './identity/key-secret';
import { RefusalAudit } from './identity/refusal-audit';
import { GiverRights } from './keys/giver-rights';
import { KeysController } from './keys/keys.controller';
import { KeysService } from './keys/keys.service';
import { FixedKeys } from './login/fixed-keys';
import { KeyOwners } from './login/key-owners';
import { LoginLifetime } from './login/login-lifetime';
import { LoginController } from './login/login.controller';
import { RefusedTokens } from './login/refused-tokens';
import { LoginService } from './login/login.service';
import { OrganisationsController } from './organisations/organisations.controller';
import { OrganisationsService } from './organisations/organisations.service';
import { UsersController } from './users/users.controller';
import { UsersService } from './users/users.service';

/** Who may: organisations, users, keys, tokens and logins. */
@Module({})
export class AuthModule {
  static register(config: AuthConfig): DynamicModule {
    return {
      module: AuthModule,
      controllers: [OrganisationsController, UsersController, KeysController, LoginController],
      providers: [
        ...stores(),
        ...engines(config),
        IdentityData,
        IdentityMetrics,
        IdentityChanges,
        IdentityWatch,
        IdentityStart,
        RefusalAudit,
        Acts,
        OrganisationsService,
        UsersService,
        KeysService,
        GiverRights,
        KeyOwners,
        LoginService,
      ],
      exports: [Authenticator, IdentityChanges, IdentityStart, UsersService],
    };
  }
}

function stores(): Provider[] {
  const on = (store: new (database: SqlDatabase) => object): Provider => ({
    provide: store,
    inject: [SqlDatabase],
    useFactory: (database: SqlDatabase) => new store(database),
  });
  return [
    on(SqlOrganisations),
    on(SqlUsers),
    on(SqlApiKeys),
    on(SqlWebSessions),
    on(SqlInstallation),
    {
      provide: IdentityDirectory,
      inject: [SqlDatabase, CredentialHasher, Clock, IdGenerator, AuditTrail],
      useFactory: (
        database: SqlDatabase,
        hasher: CredentialHasher,
        clock: Clock,
        ids: IdGenerator,
        audit: AuditTrail,
      ) =>
        new SqlIdentityDirectory({
          database,
          hasher,
          clock,
          ids,
          onTokenUser: (user, what) => audit.append(actOfToken(user, `user.${what}`)),
        }),
    },
  ];
}

/** What the identity provider decided of a user: the user is the actor, who came with its token. */
function actOfToken({ organisationId, userId, roles }: TokenUser, action: AuditAction): AuditEntry {
  return {
    organisationId,
    actor: { kind: 'token', userId },
    action,
    target: { type: 'user', id: userId },
    result: 'success',
    details: { roles },
  };
}

function engines({ apiKeys, keySecret, dataDir, loginLifetimeMs, tokens }: AuthConfig): Provider[] {
  return [
    { provide: LoginLifetime, useFactory: () => new LoginLifetime(loginLifetimeMs) },
    { provide: CredentialHasher, useFactory: () => new CredentialHasher(() => readKeySecret(keySecret, dataDir)) },
    {
      provide: FixedKeys,
      inject: [CredentialHasher],
      useFactory: (hasher: CredentialHasher) => new FixedKeys(apiKeys, hasher),
    },
    {
      provide: Authenticator,
      inject: [IdentityDirectory, CredentialHasher, FixedKeys, Clock],
      useFactory: (directory: IdentityDirectory, hasher: CredentialHasher, fixedKeys: FixedKeys, clock: Clock) =>
        new Authenticator({
          directory,
          hasher,
          clock,
          fixedKey: (digest) => fixedKeys.findDigest(digest),
          tokens: tokens && new TokenIdentities(verifierOf(tokens.rules, clock), directory, tokens.users),
        }),
    },
  ];
}

function verifierOf(rules: TokenRules, clock: Clock): TokenVerifier {
  const refused = new RefusedTokens(clock);
  return new TokenVerifier(
    rules,
    () => clock.now(),
    (reason) => refused.note(reason),
  );
}
