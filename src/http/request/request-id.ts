import type { IncomingMessage } from 'node:http';
import type { IdGenerator } from '@app/kernel';

const WELL_FORMED = /^[A-Za-z0-9._-]{1,128}$/;
/** How credentials begin: our keys and web sessions, keys of providers, and tokens (JWT). */
const LIKE_A_CREDENTIAL = /^(?:sws?_|sk-|eyJ)/;

/**
 * Makes Fastify's request id: the caller's `X-Request-Id` when it is well formed, else a new one such as `req_01hq…`. An id stands in
 * logs and in the audit trail, so one that looks like a credential, or is the one that was sent, is replaced.
 */
export function requestIdFrom(ids: IdGenerator): (request: Pick<IncomingMessage, 'headers'>) => string {
  return ({ headers }) => {
    const given = headers['x-request-id'];
    return typeof given === 'string' && isFit(given, headers) ? given : ids.next('req');
  };
}

function isFit(given: string, headers: IncomingMessage['headers']): boolean {
  if (!WELL_FORMED.test(given) || LIKE_A_CREDENTIAL.test(given)) return false;
  const { authorization } = headers;
  const key = headers['x-api-key'];
  return given !== key && authorization?.endsWith(` ${given}`) !== true;
}
