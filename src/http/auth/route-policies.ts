import { pageOf } from '../security/pages';
import type { RouteAccess } from '../decorators/route-config';

/** A route as Fastify announces it. */
export interface AnnouncedRoute {
  method: string | readonly string[];
  url: string;
  config?: { access?: RouteAccess };
}

/** Collects the routes that do not say who may call them. */
export class RoutePolicies {
  private readonly undeclared: string[] = [];

  add({ method, url, config }: AnnouncedRoute): void {
    if (config?.access === undefined && pageOf(url) === undefined) {
      this.undeclared.push(`${[method].flat().join('|')} ${url}`);
    }
  }

  /** Throws when a route has no policy, naming it and the remedy. */
  assertComplete(): void {
    if (this.undeclared.length === 0) return;
    throw new Error(
      `Routes without a policy: ${this.undeclared.join(', ')}. Add @Public() or @Authenticated() to the route or its controller.`,
    );
  }
}
