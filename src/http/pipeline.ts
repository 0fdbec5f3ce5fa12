import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Authenticator } from '@app/identity';
import { AppError } from '@app/kernel';
import { RequestAuthentication, type AuthenticationOutcome } from './auth/request-authentication';
import type { IdempotencyStore } from '@app/idempotency';
import { addIdempotency } from './idempotency/idempotency-hooks';
import { inflateBody } from './body/inflate-body';
import { AppExceptionFilter } from './errors/app-exception.filter';
import { ERROR_MESSAGE } from './errors/error-message';
import type { HttpOptions } from './http-options';
import { NestLogger } from './logging/nest-logger';
import { beginRequest } from './request/begin-request';
import { createRequestInspector } from './request/inspect-request';
import { NO_ROUTE, type RequestRoute } from './request/request-route';
import { createCors } from './security/cors';
import { DtoPipe } from './validation/dto.pipe';

/**
 * THE order in which a request is handled. Hooks are Fastify's, so that everything up to authentication happens before a
 * byte of the body is read; there are no interceptors and only one Nest guard: both cost more than hooks and run later.
 *
 *  0. Node's parser and timers     malformed or slow HTTP never gets here (server/client-error.ts)
 *  1. begin      request id, security headers, log and metrics of the end: first, so that every answer has them
 *  2. capacity   a connection over the limit is told so before anything is spent on it
 *  3. CORS       before the checks, so that a browser may read a refusal; a preflight ends here
 *  4. inspect    header fields, target, Host, Origin, Accept, kind of body: before anything trusts them
 *  5. route      404 or 405 before authentication: the route table is public (docs/openapi.json)
 *  6. authenticate   by the route's declared policy, before the body is read; at once for a credential that is known, and not at
 *                    all while an address has guessed too often
 *  7. inflate    gzip, bounded by the size that comes out (preParsing)
 *  8. parse      strict JSON (body/parse-json-body.ts), the only content type parser
 *     claim      Idempotency-Key, on the routes that honour it: what happened already is answered here (idempotency/)
 *     limits     by kind of route, in the guard of src/limits; those of a chat are a layer of its turn
 *  9. DtoPipe    the body and the parameters against their DTOs, just before the handler
 * 10. handler    the controller; then, whatever threw in 1 to 10:
 * 11. AppExceptionFilter   the one error body
 */
export function applyHttpPipeline(
  app: NestFastifyApplication,
  options: HttpOptions,
  identities?: Authenticator,
  idempotency?: IdempotencyStore,
): void {
  const instance = app.getHttpAdapter().getInstance();
  const { edge } = instance;
  app.useLogger(new NestLogger(edge.logger));
  instance.decorateRequest('errorCode', null);
  instance.decorateRequest('route', null);
  instance.decorateRequest('knownAddress', null);
  instance.decorateRequest('principal', null);
  instance.decorateRequest('csrfToken', null);
  instance.decorateRequest('idempotentAttempt', null);
  requirePolicies(instance);
  addRequestHook(instance, options, new RequestAuthentication(options, identities));
  instance.addHook('preParsing', inflateBody(options.bodyLimitBytes));
  if (idempotency !== undefined) addIdempotency(instance, idempotency);
  app.useGlobalPipes(new DtoPipe());
  app.useGlobalFilters(new AppExceptionFilter(edge.errors));
}

/** Steps 1 to 6 in one hook: Fastify's price is per hook. */
function addRequestHook(instance: FastifyInstance, options: HttpOptions, authentication: RequestAuthentication): void {
  const { edge } = instance;
  const answerCors = createCors(options.corsOrigins);
  const inspect = createRequestInspector(options);
  instance.addHook('onRequest', (request, reply, done) => {
    const route = beginRequest(edge, request, reply);
    if (edge.gate.isOver(request.raw.socket)) {
      reply.header('connection', 'close');
      if (!route.isProbe) {
        done(new AppError('overloaded', ERROR_MESSAGE.overloaded, { retryAfterMs: 1_000 }));
        return;
      }
    }
    if (answerCors(request, reply)) return;
    const refused =
      inspect(request, route) ?? edge.authGate.refusalFor(request) ?? admit(request, route, authentication);
    const answer = edge.authGate.note(request, refused);
    if (answer instanceof Promise) void answer.then(done, done);
    else done(answer);
  });
}

/** Steps 5 and 6. */
function admit(
  request: FastifyRequest,
  route: RequestRoute,
  authentication: RequestAuthentication,
): AuthenticationOutcome {
  if (route === NO_ROUTE) return request.server.edge.methods.refusalFor(request.raw.url ?? '');
  return authentication.admit(request, route);
}

function requirePolicies(instance: FastifyInstance): void {
  const { policies } = instance.edge;
  instance.addHook('onRoute', (route) => policies.add(route));
  instance.addHook('onReady', (done) => {
    policies.assertComplete();
    done();
  });
}
