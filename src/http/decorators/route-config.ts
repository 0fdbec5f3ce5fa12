import type { Role, Scope } from '@app/kernel';
import type { LimitClass } from '../request/limit-class';
import { FASTIFY_ROUTE_CONFIG_METADATA } from '@nestjs/platform-fastify/constants.js';

/** What a caller must be allowed, on a route that is not public. */
export interface AccessRule {
  /** One of these is enough, and `admin` always is. Absent: every role. */
  readonly roles?: readonly Role[];
  /** What a narrowed key must hold; `any`: every key will do. Absent: only a key that was not narrowed. */
  readonly scope?: Scope | 'any';
  /** True: the route is about all organisations together, so only callers of the installation's own one may. */
  readonly installation?: boolean;
}

/** Who may call a route. */
export type RouteAccess = 'public' | AccessRule;

/** Who has an `Idempotency-Key` for itself: a user, or one credential of a user. */
export type KeyOwner = 'user' | 'credential';

/** A route that serves something for people to look at. */
interface PageRoute {
  contentSecurityPolicy: string;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call. A route without it keeps the app from starting. */
    access?: RouteAccess;
    /** Media types it can answer with, where they are not JSON or events. */
    produces?: readonly string[];
    /** Whose `Idempotency-Key`s it honours. Absent: it honours none. */
    idempotent?: KeyOwner;
    /** What it counts as. Absent: by its policy and method. */
    limitClass?: LimitClass | 'unlimited';
    /** Present on a page and its files: it has a policy of its own, and offers many media types. */
    page?: PageRoute;
  }
}

/** What our decorators add to a route. */
export interface RouteConfig {
  access?: RouteAccess;
  produces?: readonly string[];
  idempotent?: KeyOwner;
  limitClass?: LimitClass | 'unlimited';
}

/**
 * A decorator for a route or a whole controller that adds to the route's Fastify configuration, which the pipeline reads
 * from the route that was really found. What a method says itself outranks its class.
 */
export function routeConfig(config: RouteConfig): ClassDecorator & MethodDecorator {
  return (target: object, key?: string | symbol, descriptor?: PropertyDescriptor) => {
    if (key !== undefined) {
      merge(descriptor?.value, (own) => ({ ...own, ...config }));
      return;
    }
    const prototype = (target as { prototype: object }).prototype;
    for (const method of Object.values(Object.getOwnPropertyDescriptors(prototype))) {
      if (method.value !== target) merge(method.value, (own) => ({ ...config, ...own }));
    }
  };
}

function merge(handler: unknown, combine: (own: RouteConfig) => RouteConfig): void {
  if (typeof handler !== 'function') return;
  const own = (Reflect.getMetadata(FASTIFY_ROUTE_CONFIG_METADATA, handler) ?? {}) as RouteConfig;
  Reflect.defineMetadata(FASTIFY_ROUTE_CONFIG_METADATA, combine(own), handler);
}
