import type { FastifyReply, FastifyRequest } from 'fastify';

const EXPOSED =
  'X-Request-Id, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, RateLimit-Policy, ' +
  'X-RateLimit-Degraded, X-Cache, Server-Timing';
const ALLOWED_HEADERS =
  'Authorization, Content-Type, X-Api-Key, X-Request-Id, X-Session-Id, Idempotency-Key, Last-Event-ID';
const ALLOWED_METHODS = 'GET, POST, PUT, PATCH, DELETE';
const PREFLIGHT_SECONDS = '600';

/**
 * Lets pages of exactly the listed origins read answers (Fetch standard, section 3.2). Cookies and other credentials of
 * the browser are never allowed. Returns true when the request was a preflight and is answered.
 */
export function createCors(origins: readonly string[]): (request: FastifyRequest, reply: FastifyReply) => boolean {
  if (origins.length === 0) return () => false;
  const allowed = new Set(origins);
  return (request, reply) => {
    reply.header('vary', 'Origin');
    const { origin } = request.headers;
    if (origin === undefined || !allowed.has(origin)) return false;
    reply.headers({ 'access-control-allow-origin': origin, 'access-control-expose-headers': EXPOSED });
    if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) return false;
    reply.headers({
      'access-control-allow-methods': ALLOWED_METHODS,
      'access-control-allow-headers': ALLOWED_HEADERS,
      'access-control-max-age': PREFLIGHT_SECONDS,
    });
    void reply.code(204).send();
    return true;
  };
}
