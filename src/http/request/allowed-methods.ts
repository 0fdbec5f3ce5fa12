import { AppError } from '@app/kernel';
import { ERROR_MESSAGE } from '../errors/error-message';

/** The address exists, the method does not. Carries what the `Allow` header must list. */
export class MethodNotAllowedError extends AppError {
  constructor(readonly allow: string) {
    super('method_not_allowed', ERROR_MESSAGE.method_not_allowed);
  }
}

interface KnownRoute {
  matches: RegExp;
  methods: Set<string>;
}

/** Remembers every route of the app, to tell a wrong method (405) from a wrong address (404). */
export class AllowedMethods {
  private readonly routes = new Map<string, KnownRoute>();

  /** Adds a route as Fastify announces it: one or more methods and a pattern such as `/models/:id`. */
  add(methods: string | readonly string[], pattern: string): void {
    const route = this.routes.get(pattern) ?? { matches: toRegExp(pattern), methods: new Set<string>() };
    for (const method of [methods].flat()) route.methods.add(method);
    this.routes.set(pattern, route);
  }

  /** The error for a request that no route takes. Linear in the number of routes. */
  refusalFor(target: string): AppError {
    const path = pathOf(target);
    const methods = new Set<string>();
    for (const route of this.routes.values()) {
      if (route.matches.test(path)) for (const method of route.methods) methods.add(method);
    }
    if (methods.size > 0) return new MethodNotAllowedError([...methods].sort().join(', '));
    return new AppError('not_found', ERROR_MESSAGE.not_found);
  }
}

/** `:name` stands for one non-empty segment and `*` for any rest, as in find-my-way. */
function toRegExp(pattern: string): RegExp {
  const source = pattern
    .split(/(:[^/.-]+|\*)/)
    .map((part) => (part === '*' ? '.*' : part.startsWith(':') ? '[^/]+' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')))
    .join('');
  return new RegExp(`^${source}$`);
}

function pathOf(target: string): string {
  const path = target.replace(/^https?:\/\/[^/?#]*/i, '').split(/[?#]/, 1)[0] ?? '';
  try {
    return decodeURI(path);
  } catch {
    return path; // not valid percent-encoding: it is no route's path either
  }
}
