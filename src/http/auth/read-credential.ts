import type { IncomingHttpHeaders } from 'node:http';
import { AppError } from '@app/kernel';

const BEARER = /^bearer +([!-~]{1,8192}) *$/i;
const KEY_IN_QUERY = /[?&](?:api[_-]?key|x-api-key|access_token|auth(?:orization)?|token|key)=/i;

/**
 * Reads the key of a request from `Authorization: Bearer` (RFC 6750) or `X-Api-Key`. Undefined when it carries none.
 * Throws `unauthenticated` for a key in the address, which proxies log and browsers remember, and for a malformed header;
 * `invalid_request` when both headers are there.
 */
export function readCredential(headers: IncomingHttpHeaders, target: string): string | undefined {
  if (KEY_IN_QUERY.test(target)) {
    throw new AppError('unauthenticated', 'Send the API key in the Authorization header, never in the address.');
  }
  const { authorization, 'x-api-key': apiKey } = headers;
  if (authorization !== undefined && apiKey !== undefined) {
    throw new AppError('invalid_request', 'Send either Authorization or X-Api-Key, not both.');
  }
  if (authorization === undefined) return Array.isArray(apiKey) ? undefined : apiKey;
  const key = BEARER.exec(authorization)?.[1];
  if (key === undefined) {
    throw new AppError('unauthenticated', 'The Authorization header must read `Bearer <key>`.');
  }
  return key;
}
