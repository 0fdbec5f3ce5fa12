import type { FastifyReply, FastifyRequest } from 'fastify';
import { clientAddress } from '../request/client-address';
import { ERROR_STATUS } from '../errors/error-status';
import { NO_ROUTE } from '../request/request-route';
import { withoutRedaction, type Logger } from './logger';

/** What is known of a request when it is over. */
export interface FinishedRequest {
  method: string;
  /** The route's pattern. */
  route: string;
  status: number;
  durationMs: number;
  outcome: 'ok' | 'refused' | 'failed' | 'client_gone';
}

/** Probes and scrapers call every few seconds; they would drown the rest. */
const QUIET_ROUTES = /^\/(?:health|metrics)(?:\/|$)/;

/** Describes a request that is over. `startedAt` and `now` are monotonic milliseconds. */
export function describeFinished(
  request: FastifyRequest,
  reply: FastifyReply,
  startedAt: number,
  now: number,
): FinishedRequest {
  const status = reply.raw.headersSent ? reply.raw.statusCode : reply.statusCode;
  return {
    method: request.method,
    route: (request.route ?? NO_ROUTE).pattern,
    status,
    durationMs: Math.round((now - startedAt) * 100) / 100,
    outcome: outcomeOf(request, reply, status),
  };
}

function outcomeOf(request: FastifyRequest, reply: FastifyReply, status: number): FinishedRequest['outcome'] {
  if (!reply.raw.writableFinished) return 'client_gone';
  const code = request.errorCode;
  const worst = code === null ? status : Math.max(status, ERROR_STATUS[code]);
  if (worst >= 500) return 'failed';
  return worst >= 400 ? 'refused' : 'ok';
}

/** Writes one line for every finished request: what was asked of which route and how it went; nothing of its content. */
export class RequestLog {
  private readonly logger: Logger;

  constructor(logger: Logger) {
    this.logger = withoutRedaction(logger);
  }

  write(finished: FinishedRequest, request: FastifyRequest, bytes: number): void {
    const level = QUIET_ROUTES.test(finished.route) && finished.outcome === 'ok' ? 'debug' : 'info';
    if (!this.logger.isLevelEnabled(level)) return;
    const code = request.errorCode;
    this.logger[level](
      { requestId: request.id, ...finished, bytes, ip: clientAddress(request), ...(code === null ? {} : { code }) },
      'request',
    );
  }
}
