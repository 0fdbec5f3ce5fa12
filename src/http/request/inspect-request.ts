import type { FastifyRequest } from 'fastify';
import { AppError } from '@app/kernel';
import { ERROR_MESSAGE } from '../errors/error-message';
import type { HttpOptions } from '../http-options';
import { accepts } from './accepts';
import { checkBodyHeaders } from './body-headers';
import { checkHeaderFields } from './header-fields';
import { createHostCheck } from './host-header';
import { createOriginCheck } from './origin-header';
import { NO_ROUTE, type RequestRoute } from './request-route';
import { checkRequestTarget, namedHost } from './request-target';

/** Tells what is wrong with a request line and its headers, or undefined. */
export type RequestInspector = (request: FastifyRequest, route: RequestRoute) => AppError | undefined;

/** Builds the checks that every request passes before it is authenticated and before its body is read. */
export function createRequestInspector(options: HttpOptions): RequestInspector {
  const checkHost = createHostCheck(options);
  const checkOrigin = createOriginCheck(options);
  return (request, route) => {
    const { raw } = request;
    const target = raw.url ?? '';
    if (raw.httpVersionMajor !== 1) return new AppError('invalid_request', 'Use HTTP/1.1.');
    if (!isKnownExpectation(raw.headers.expect)) {
      return new AppError('expectation_failed', ERROR_MESSAGE.expectation_failed);
    }
    return (
      checkHeaderFields(raw.rawHeaders, options.maxHeaderCount) ??
      checkRequestTarget(target) ??
      checkHost(namedHost(target, raw.headers.host)) ??
      checkOrigin(raw.headers.origin) ??
      checkRoute(request, route)
    );
  };
}

/** Node has answered `100-continue` by itself. */
function isKnownExpectation(expect: string | undefined): boolean {
  return expect === undefined || expect.toLowerCase() === '100-continue';
}

/** What depends on the route that was found: nothing is asked of a request that no route takes. */
function checkRoute(request: FastifyRequest, route: RequestRoute): AppError | undefined {
  if (route === NO_ROUTE) return undefined;
  if (route.produces !== undefined && !accepts(request.headers.accept, route.produces)) {
    return new AppError('not_acceptable', ERROR_MESSAGE.not_acceptable);
  }
  return request.method === 'GET' || request.method === 'HEAD' ? undefined : checkBodyHeaders(request.headers);
}
