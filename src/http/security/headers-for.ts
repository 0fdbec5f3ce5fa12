import type { FastifyRequest } from 'fastify';
import { BASE_HEADERS } from './base-headers';
import { pageOf, PAGES } from './pages';

const HEADERS_OF_PAGE = new Map(
  PAGES.map((page) => [page, { ...BASE_HEADERS, 'content-security-policy': page.contentSecurityPolicy }]),
);

/** The security headers for the route that a request found. */
export function headersFor(request: FastifyRequest): Record<string, string> {
  const page = pageOf(request.routeOptions.url ?? '');
  return (page === undefined ? undefined : HEADERS_OF_PAGE.get(page)) ?? BASE_HEADERS;
}
