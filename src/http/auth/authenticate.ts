import type { FastifyRequest } from 'fastify';
import { AppError, type Principal } from '@app/kernel';
import { ERROR_MESSAGE } from '../errors/error-message';
import type { RequestRoute } from '../request/request-route';
import type { ApiKeyVerifier } from './api-key-verifier';
import { bootstrapPrincipal, LOCAL_OWNER } from './built-in-principals';
import { checkAccess } from './check-access';
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
  if (route.access === 'public') return undefined;
  try {
    const principal = identify(request, keys);
    const refusal = checkAccess(route.access, principal);
    if (refusal === undefined) request.principal = principal;
    return refusal;
  } catch (error) {
    return error as AppError;
  }
}

function identify(request: FastifyRequest, keys: ApiKeyVerifier): Principal {
  if (!keys.isNeeded) return LOCAL_OWNER;
  const key = readCredential(request.headers, request.raw.url ?? '');
  if (key === undefined) throw new AppError('unauthenticated', ERROR_MESSAGE.unauthenticated);
  const place = keys.find(key);
  if (place === undefined) throw new AppError('unauthenticated', 'The API key is not valid.');
  return bootstrapPrincipal(place);
}
