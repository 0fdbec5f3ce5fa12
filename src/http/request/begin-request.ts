import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HttpEdge } from '../http-edge';
import { describeFinished } from '../logging/request-log';
import type { RequestRoute } from './request-route';

/** Starts a request's record: the headers that every answer has, and the log line and metrics of its end. */
export function beginRequest(edge: HttpEdge, request: FastifyRequest, reply: FastifyReply): RequestRoute {
  const startedAt = edge.clock.monotonicMs();
  const { socket } = request.raw;
  const bytesBefore = socket.bytesWritten;
  const route = edge.routes.of(request);
  request.route = route;
  reply.header('x-request-id', request.id);
  reply.headers(route.headers);
  reply.raw.once('close', () => {
    const finished = describeFinished(request, reply, startedAt, edge.clock.monotonicMs());
    edge.metrics.observe(finished);
    edge.requestLog.write(finished, request, socket.bytesWritten - bytesBefore);
  });
  return route;
}
