import type { RouteAccess } from '../decorators/route-config';

/** Routes that serve pages for people, which plugins register themselves: they carry none of our decorators. */
export interface Page {
  /** The routes' path and everything below it. */
  prefix: string;
  contentSecurityPolicy: string;
  /** Who may see it. */
  access: RouteAccess;
}

/** The API documentation. Swagger UI styles its elements inline and draws with data: images; its scripts are files. */
const DOCS: Page = {
  prefix: '/docs',
  access: 'public',
  contentSecurityPolicy:
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
};

/** The queues. The page sets inline styles too, and asks for a font elsewhere that it does without. */
const QUEUES: Page = {
  prefix: '/admin/queues',
  access: { roles: ['admin'], scope: 'admin', installation: true },
  contentSecurityPolicy:
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'",
};

const PAGES: readonly Page[] = [DOCS, QUEUES];

/** The page that a route belongs to, by the route's pattern. */
export function pageOf(routePattern: string): Page | undefined {
  return PAGES.find(({ prefix }) => routePattern === prefix || routePattern.startsWith(`${prefix}/`));
}
