import { pageOf } from '../security/pages';
import type { RouteAccess } from '../decorators/route-config';

/** A route as Fastify announces it. */
export interface AnnouncedRoute {
  method: string | readonly string[];
  url: string;
  config?: { access?: RouteAccess };
}

/** A route and who may call it. */
export interface RoutePolicy {
  readonly method: string;
  /** The pattern, such as `/v1/models/:id`. */
  readonly url: string;
  /** Undefined for a route that keeps the app from starting. */
  readonly access: RouteAccess | undefined;
}

/** Every route of the app with its policy. */
export class RoutePolicies {
  private readonly routes: RoutePolicy[] = [];

  add({ method, url, config }: AnnouncedRoute): void {
    for (const each of [method].flat()) this.routes.push({ method: each, url, access: accessOf(url, config) });
  }

  /** All of them, in the order of their announcement. */
  get all(): readonly RoutePolicy[] {
    return this.routes;
  }

  /** Throws when a route has no policy, naming it and the remedy. */
  assertComplete(): void {
    const undeclared = this.routes.filter(({ access }) => access === undefined);
    if (undeclared.length === 0) return;
    const names = undeclared.map(({ method, url }) => `${method} ${url}`).join(', ');
    throw new Error(
      `Routes without a policy: ${names}. Add @Public() or @Authenticated() to the route or its controller.`,
    );
  }
}

function accessOf(url: string, config: AnnouncedRoute['config']): RouteAccess | undefined {
  return config?.access ?? pageOf(url)?.access;
}
