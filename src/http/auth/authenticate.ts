import type { FastifyRequest } from 'fastify';
import { AppError } from '@app/kernel';
import { ERROR_MESSAGE } from '../errors/error-message';
import type { RequestRoute } from '../request/request-route';
import type { ApiKeyVerifier } from './api-key-verifier';
import { readCredential } from './read-credential';

/**
 * Refuses a request whose route needs a key that the request does not have. Decides by the route that was found, never by
 * the text of the address, so that no spelling of it changes the policy.
 */
export function authenticate(request: FastifyRequest, route: RequestRoute, keys: ApiKeyVerifier): AppError | undefined {
  if (!keys.isNeeded || route.isPublic) return undefined;
  try {
    const key = readCredential(request.headers, request.raw.url ?? '');
    if (key !== undefined && keys.verify(key)) return undefined;
    return new AppError(
      'unauthenticated',
      key === undefined ? ERROR_MESSAGE.unauthenticated : 'The API key is not valid.',
    );
  } catch (error) {
    return error as AppError;
  }
}
