import type { FastifyRequest } from 'fastify';
import type { RouteAccess } from '../decorators/route-config';
import { BASE_HEADERS } from '../security/base-headers';
import { pageOf } from '../security/pages';
import type { LimitClass } from './limit-class';
import { limitClassOf } from './limit-class-of';

/** What a route answers with when it declares nothing else. */
const JSON_OR_EVENTS = ['application/json', 'text/event-stream'];

const PROBES = /^\/health(?:\/|$)/;

/** What the pipeline needs to know of the route that a request found. */
export interface RequestRoute {
  /** The route's pattern, such as `/v1/models/:id`; `unmatched` when there was none. Never the address itself. */
  readonly pattern: string;
  /** A probe of a process manager: served even at the connection limit, or an overloaded server would be restarted. */
  readonly isProbe: boolean;
  /** Who may call. Anything that does not say so is not public. */
  readonly access: RouteAccess;
  /** What it counts as. */
  readonly limitClass: LimitClass | 'unlimited';
  /** Media types that it can answer with; undefined for pages, which offer many. */
  readonly produces: readonly string[] | undefined;
  /** The security headers of its answers. */
  readonly headers: Readonly<Record<string, string>>;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Null before the pipeline has begun. */
    route: RequestRoute | null;
  }
}

/** What every request without a route gets. */
export const NO_ROUTE: RequestRoute = {
  pattern: 'unmatched',
  isProbe: false,
  access: {},
  limitClass: 'unlimited',
  produces: JSON_OR_EVENTS,
  headers: BASE_HEADERS,
};

/** Describes routes, each once: Fastify builds its own description anew each time it is asked. */
export class RequestRoutes {
  private readonly known = new WeakMap<object, RequestRoute>();

  /** The route that a request found. */
  of(request: FastifyRequest): RequestRoute {
    if (request.is404) return NO_ROUTE;
    const { url, config } = request.routeOptions;
    if (url === undefined) return NO_ROUTE;
    let route = this.known.get(config);
    if (route === undefined) {
      route = describe(url, request.method, config);
      this.known.set(config, route);
    }
    return route;
  }
}

function describe(pattern: string, method: string, config: FastifyRequest['routeOptions']['config']): RequestRoute {
  const known = pageOf(pattern);
  const page = config.page ?? known;
  if (page === undefined) {
    const { access = {}, produces = JSON_OR_EVENTS } = config;
    const isProbe = PROBES.test(pattern);
    const limitClass = isProbe ? 'unlimited' : (config.limitClass ?? limitClassOf(access, method));
    return { pattern, isProbe, access, limitClass, produces, headers: BASE_HEADERS };
  }
  const headers = { ...BASE_HEADERS, 'content-security-policy': page.contentSecurityPolicy };
  const access = config.access ?? known?.access ?? 'public';
  return { pattern, isProbe: false, access, limitClass: 'unlimited', produces: undefined, headers };
}
