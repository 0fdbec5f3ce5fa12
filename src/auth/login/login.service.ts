import { randomBytes } from 'node:crypto';
import { Authenticator, CredentialHasher, newSessionText, SqlWebSessions } from '@app/identity';
import type { Principal } from '@app/kernel';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { actingAs, Acts, type Acting } from '../acts';
import { KeyOwners } from './key-owners';
import { LoginLifetime } from './login-lifetime';

/** A session that has begun. */
export interface BegunSession {
  /** For the cookie, and nowhere else. */
  readonly text: string;
  readonly csrfToken: string;
  readonly principal: Principal;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  readonly maxAgeSeconds: number;
}

/** Logins at the web page: a key is exchanged for a session, which ends with the key, by its time, or at the logout. */
@Injectable()
export class LoginService {
  constructor(
    private readonly owners: KeyOwners,
    private readonly sessions: SqlWebSessions,
    private readonly hasher: CredentialHasher,
    private readonly authenticator: Authenticator,
    private readonly acts: Acts,
    private readonly lifetime: LoginLifetime,
  ) {}

  /** Always a session of its own: none that was there before is taken over. Throws `unauthenticated`. */
  async login(key: string, request: FastifyRequest): Promise<BegunSession> {
    const { principal, expiresAtMs = Infinity } = await this.owners.find(key, request);
    const { organisationId, userId } = principal;
    const text = newSessionText(randomBytes);
    const now = this.acts.now();
    const expiresAt = Math.min(now + this.lifetime.ms, expiresAtMs);
    const digests = { digest: this.hasher.digest(text), credential: this.hasher.digest(key) };
    await this.acts.perform(actingAs(principal, request), async () => {
      await this.sessions.begin({ ...digests, organisationId, userId, expiresAtMs: expiresAt }, now);
      return {
        result: undefined,
        organisationId,
        action: 'auth.login',
        target: { type: 'user', id: userId },
      };
    });
    const maxAgeSeconds = Math.floor((expiresAt - now) / 1_000);
    return { text, csrfToken: this.hasher.csrfToken(text), principal, expiresAt, maxAgeSeconds };
  }

  /** Ends a session, everywhere. */
  async logout(sessionText: string, acting: Acting): Promise<void> {
    const { organisationId, userId } = acting.principal;
    await this.acts.perform(acting, async () => {
      await this.sessions.end(this.hasher.digest(sessionText), this.acts.now());
      return {
        result: undefined,
        organisationId,
        action: 'auth.logout',
        target: { type: 'user', id: userId },
      };
    });
    this.authenticator.forget(sessionText);
  }
}
