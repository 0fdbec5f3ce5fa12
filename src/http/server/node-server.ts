import { createServer, type RequestListener, type Server } from 'node:http';
import { Socket } from 'node:net';
import type { HttpEdge } from '../http-edge';
import { ClientErrorHandler } from './client-error';
import { answerRaw } from './raw-answer';

/** How often Node looks for requests that are over their time. Its default of 30 s would make 10 s mean 40. */
const TIMEOUT_CHECK_MS = 1_000;
/** Idle time after which the kernel probes whether a client is still there. */
const TCP_KEEP_ALIVE_MS = 30_000;

/** What a connection may hold unread, and unsent, before it stops: Node 20's default; later ones hold 64 KiB. */
const BUFFERED_BYTES = 16 * 1024;

/** Node's HTTP server with all its limits set, and with our answer wherever Node would close or answer by itself. */
export function createNodeServer(listener: RequestListener, edge: HttpEdge): Server {
  const { options, ids, logger } = edge;
  const server = createServer({
    maxHeaderSize: options.maxHeaderBytes,
    headersTimeout: options.headersTimeoutMs,
    requestTimeout: options.requestTimeoutMs,
    keepAliveTimeout: options.keepAliveTimeoutMs,
    connectionsCheckingInterval: TIMEOUT_CHECK_MS,
    requireHostHeader: false, // checked with the other headers, to answer with our body
    insecureHTTPParser: false,
    highWaterMark: BUFFERED_BYTES,
    keepAlive: true,
    keepAliveInitialDelay: TCP_KEEP_ALIVE_MS,
  });
  // Node drops what is over its count; one more than ours lets us see it and refuse.
  server.maxHeadersCount = options.maxHeaderCount + 1;
  edge.gate.watch(server);

  const clientErrors = new ClientErrorHandler(ids, logger, edge.methods);
  server.on('request', (request, response) => {
    clientErrors.track(response);
    listener(request, response);
  });
  server.on('clientError', (error, socket) => {
    if (socket instanceof Socket) clientErrors.handle(error, socket);
  });
  server.on('checkExpectation', listener); // the request checks refuse it
  server.on('connect', (_request, socket) => {
    if (socket instanceof Socket) answerRaw(socket, 'method_not_allowed', ids.next('req'), { allow: 'GET, POST' });
  });
  return server;
}
