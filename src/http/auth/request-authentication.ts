import { timingSafeEqual } from 'node:crypto';
import { invalidCredential, isTokenText, type Authenticator, type CredentialKind, type Identity } from '@app/identity';
import { AppError, type Principal } from '@app/kernel';
import type { FastifyRequest } from 'fastify';
import type { AccessRule } from '../decorators/route-config';
import { ERROR_MESSAGE } from '../errors/error-message';
import type { HttpOptions } from '../http-options';
import type { RequestRoute } from '../request/request-route';
import { ApiKeyVerifier } from './api-key-verifier';
import { bootstrapPrincipal, LOCAL_OWNER } from './built-in-principals';
import { checkAccess } from './check-access';
import { isOpen } from './is-open';
import { readCredential } from './read-credential';
import { readSessionCookie } from './session-cookie';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who the request acts for. Null on public routes and before authentication. */
    principal: Principal | null;
    /** What changes of this web session have to carry. Null without a session. */
    csrfToken: string | null;
  }
}

/** Why a request is refused, or undefined; a promise of it when the credential has to be looked up. */
export type AuthenticationOutcome = AppError | undefined | Promise<AppError | undefined>;

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
/** A mark of our own keys. Where no key is demanded others are not looked at: OpenAI clients must send something. */
const OWN_KEY = 'sw_';

/**
 * Gives a request its principal, or refuses one whose route needs a caller that it does not have. Decides by the route that was
 * found, never by the text of the address, so that no spelling of it changes the policy.
 */
export class RequestAuthentication {
  private readonly keys: ApiKeyVerifier;
  private readonly isOpen: boolean;

  constructor(
    options: HttpOptions,
    private readonly identities: Authenticator | undefined,
  ) {
    this.keys = new ApiKeyVerifier(options.apiKeys);
    this.isOpen = isOpen(options);
  }

  /** Synchronous for whoever was seen before. Never throws or rejects. */
  admit(request: FastifyRequest, { access }: RequestRoute): AuthenticationOutcome {
    if (access === 'public') return undefined;
    try {
      const credential = this.credentialOf(request);
      if (credential !== undefined) return this.admitHeader(request, access, credential);
      const session = readSessionCookie(request.headers.cookie);
      if (session !== undefined) return this.admitKnown(request, access, session, 'session');
      if (this.isOpen) return enter(request, access, { principal: LOCAL_OWNER });
      return new AppError('unauthenticated', ERROR_MESSAGE.unauthenticated);
    } catch (error) {
      return error as AppError;
    }
  }

  private credentialOf({ headers, raw }: FastifyRequest): string | undefined {
    if (!this.isOpen) return readCredential(headers, raw.url ?? '');
    const text = headers['x-api-key'] ?? headers.authorization?.slice('Bearer '.length);
    return typeof text === 'string' && text.startsWith(OWN_KEY) ? readCredential(headers, raw.url ?? '') : undefined;
  }

  private admitHeader(request: FastifyRequest, access: AccessRule, credential: string): AuthenticationOutcome {
    const isStored = credential.startsWith(OWN_KEY) || isTokenText(credential);
    const known = isStored ? this.identities?.recall(credential, 'header') : undefined;
    if (known !== undefined) return enter(request, access, known);
    const place = this.keys.find(credential);
    if (place !== undefined) return enter(request, access, { principal: bootstrapPrincipal(place) });
    return this.lookUp(request, access, credential, 'header');
  }

  private admitKnown(
    request: FastifyRequest,
    access: AccessRule,
    credential: string,
    kind: CredentialKind,
  ): AuthenticationOutcome {
    const known = this.identities?.recall(credential, kind);
    return known === undefined ? this.lookUp(request, access, credential, kind) : enter(request, access, known);
  }

  private async lookUp(
    request: FastifyRequest,
    access: AccessRule,
    credential: string,
    kind: CredentialKind,
  ): Promise<AppError | undefined> {
    try {
      if (this.identities === undefined) throw invalidCredential();
      return enter(request, access, await this.identities.identify(credential, kind));
    } catch (error) {
      const isRefused = error instanceof AppError && error.code === 'unauthenticated';
      // Where no key is demanded an old cookie is nothing.
      if (isRefused && kind === 'session' && this.isOpen) return enter(request, access, { principal: LOCAL_OWNER });
      return error as AppError;
    }
  }
}

function enter(request: FastifyRequest, access: AccessRule, { principal, csrfToken }: Identity): AppError | undefined {
  const refusal = checkAccess(access, principal) ?? checkForgery(request, csrfToken);
  if (refusal !== undefined) {
    request.server.edge.authGate.tellForbidden(request, principal);
    return refusal;
  }
  request.principal = principal;
  request.csrfToken = csrfToken ?? null;
  return undefined;
}

/** A browser sends the cookie whoever asks it to. What it does not send by itself is the token, which only our page can read. */
function checkForgery(request: FastifyRequest, csrfToken: string | undefined): AppError | undefined {
  if (csrfToken === undefined || SAFE_METHODS.has(request.method)) return undefined;
  const given = request.headers['x-csrf-token'];
  if (typeof given === 'string' && isSame(given, csrfToken)) return undefined;
  return new AppError('forbidden', 'Send the csrfToken of GET /api/v1/me as X-CSRF-Token with every change.');
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
