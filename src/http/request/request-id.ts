import type { IncomingMessage } from 'node:http';
import type { IdGenerator } from '@app/kernel';

const WELL_FORMED = /^[A-Za-z0-9._-]{1,128}$/;

/** Makes Fastify's request id: the caller's `X-Request-Id` when it is well formed, else a new one such as `req_01hq…`. */
export function requestIdFrom(ids: IdGenerator): (request: Pick<IncomingMessage, 'headers'>) => string {
  return (request) => {
    const given = request.headers['x-request-id'];
    return typeof given === 'string' && WELL_FORMED.test(given) ? given : ids.next('req');
  };
}
