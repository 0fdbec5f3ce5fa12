import type { FastifyRequest } from 'fastify';
import { AppError, type Principal } from '@app/kernel';
import { ERROR_MESSAGE } from '../errors/error-message';
import type { RequestRoute } from '../request/request-route';
import type { ApiKeyVerifier } from './api-key-verifier';
import { bootstrapPrincipal, LOCAL_OWNER } from './built-in-principals';
import { readCredential } from './read-credential';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who the request acts for. Null on public routes and before authentication. */
    principal: Principal | null;
  }
}

/**
 * Gives the request its principal, or refuses a request whose route needs a key that it does not have. Decides by the
 * route that was found, never by the text of the address, so that no spelling of it changes the policy.
 */
export function authenticate(request: FastifyRequest, route: RequestRoute, keys: ApiKeyVerifier): AppError | undefined {
  if (route.isPublic) return undefined;
  if (!keys.isNeeded) {
    request.principal = LOCAL_OWNER;
    return undefined;
  }
  try {
    const key = readCredential(request.headers, request.raw.url ?? '');
    if (key === undefined) return new AppError('unauthenticated', ERROR_MESSAGE.unauthenticated);
    const place = keys.find(key);
    if (place === undefined) return new AppError('unauthenticated', 'The API key is not valid.');
    request.principal = bootstrapPrincipal(place);
    return undefined;
  } catch (error) {
    return error as AppError;
  }
}
