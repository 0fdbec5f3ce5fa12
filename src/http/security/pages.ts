/** Routes that serve pages for people, which plugins register themselves: they carry none of our decorators. */
export interface Page {
  /** The routes' path and everything below it. */
  prefix: string;
  contentSecurityPolicy: string;
}

/** The API documentation. Swagger UI styles its elements inline and draws with data: images; its scripts are files. */
const PAGES: readonly Page[] = [
  {
    prefix: '/docs',
    contentSecurityPolicy:
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  },
];

/** The page that a route belongs to, by the route's pattern. */
export function pageOf(routePattern: string): Page | undefined {
  return PAGES.find(({ prefix }) => routePattern === prefix || routePattern.startsWith(`${prefix}/`));
}
