import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { findWebFiles, type WebFiles } from './web-files';

/** The addresses of the web app's pages: each answers with the same document, which shows the right one. */
export const WEB_PAGES = ['/', '/c/:conversation', '/login', '/operations', '/operations/:page'] as const;

/**
 * Everything comes from this server: no inline script or style, no other origin, no frame, no form. Trusted Types make
 * the browser refuse any text that a script would turn into HTML.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const ROUTE = { config: { access: 'public', page: { contentSecurityPolicy: CONTENT_SECURITY_POLICY } } } as const;
const FOR_EVER = { cacheControl: true, immutable: true, maxAge: '365d' } as const;

/**
 * Serves the web app where it was built. Every file has a route of its own, so that an address which is no page and no
 * file is answered like any other unknown one, and nothing outside the list can be asked for.
 */
export function serveWebApp(instance: FastifyInstance, files: WebFiles | undefined = findWebFiles()): void {
  if (files === undefined) return;
  const { root, assets, others } = files;
  void instance.register(async (scope) => {
    await scope.register(fastifyStatic, { root, serve: false, preCompressed: true, cacheControl: false });
    // The index and its like keep the `no-store` of every answer.
    for (const page of WEB_PAGES) scope.get(page, ROUTE, (_request, reply) => send(reply, 'index.html'));
    for (const file of others) scope.get(`/${file}`, ROUTE, (_request, reply) => send(reply, file));
    for (const file of assets) {
      scope.get(`/assets/${file}`, ROUTE, (_request, reply) => send(reply, `assets/${file}`, FOR_EVER));
    }
  });
}

function send(reply: FastifyReply, file: string, options: object = {}): FastifyReply {
  return reply.sendFile(file, options);
}
