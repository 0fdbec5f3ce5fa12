import type { IncomingHttpHeaders } from 'node:http';
import type { ErrorCode } from '@app/contracts';
import type { AppError } from '@app/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../logging/logger';
import { MethodNotAllowedError } from '../request/allowed-methods';
import { lingerBeforeClose } from '../server/linger-before-close';
import { toErrorBody } from './error-body';
import { ERROR_STATUS } from './error-status';
import { toAppError } from './to-app-error';

declare module 'fastify' {
  interface FastifyRequest {
    /** The error that this request ended with, for the request log. */
    errorCode: ErrorCode | null;
  }
}

/** Overload and shutdown are answered often while they last, and the request log has them already. */
const QUIET_CODES: readonly ErrorCode[] = ['overloaded', 'shutting_down'];

/** What passes by itself: a client is always told when to come back. */
const PASSING_CODES: readonly ErrorCode[] = [
  'overloaded',
  'shutting_down',
  'rate_limited',
  'provider_rate_limited',
  'provider_overloaded',
  'provider_unavailable',
];
const DEFAULT_RETRY_MS = 1_000;

/** A refused body of up to this size is read and dropped, to keep its connection. */
const MAX_DROPPED_BYTES = 64 * 1024;

/** The one place that answers errors, whatever layer they come from. */
export class ErrorResponder {
  constructor(private readonly logger: Logger) {}

  /** Answers with the error body, status and headers. An answer that has begun cannot be mended: its socket is closed. */
  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const known = this.note(error, request);
    const { raw } = reply;
    if (reply.sent || raw.headersSent) {
      if (!raw.writableEnded) raw.destroy();
      return;
    }
    this.decideConnection(known, request, reply);
    reply.removeHeader('content-length');
    reply.removeHeader('content-encoding');
    void reply
      .code(ERROR_STATUS[known.code])
      .headers(headersOf(known))
      .send(JSON.stringify(toErrorBody(known, request.id)));
  }

  /**
   * Keeps the connection for the next request, which Fastify would not after any bad body, unless the rest of this one is
   * too much to read and drop, or the server has too much to do.
   */
  private decideConnection({ code }: AppError, { raw }: FastifyRequest, reply: FastifyReply): void {
    reply.removeHeader('connection');
    const hasMuchLeft = !raw.complete && mayBeLarge(raw.headers);
    if (hasMuchLeft) lingerBeforeClose(raw.socket);
    if (hasMuchLeft || QUIET_CODES.includes(code)) reply.header('connection', 'close');
  }

  /** Remembers the error for the request log, and logs it with its causes when the fault is on this side. */
  note(error: unknown, request: FastifyRequest): AppError {
    const known = toAppError(error);
    request.errorCode = known.code;
    if (ERROR_STATUS[known.code] >= 500 && !QUIET_CODES.includes(known.code)) {
      const level = known.code === 'internal_error' ? 'error' : 'warn';
      this.logger[level]({ requestId: request.id, err: known }, 'request failed');
    }
    return known;
  }
}

function mayBeLarge(headers: IncomingHttpHeaders): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > MAX_DROPPED_BYTES;
}

function headersOf(error: AppError): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': 'application/json; charset=utf-8' };
  const retryAfterMs = error.retryAfterMs ?? (PASSING_CODES.includes(error.code) ? DEFAULT_RETRY_MS : undefined);
  if (retryAfterMs !== undefined) headers['retry-after'] = String(Math.max(1, Math.ceil(retryAfterMs / 1000)));
  if (error instanceof MethodNotAllowedError) headers['allow'] = error.allow;
  if (error.code === 'unauthenticated' || error.code === 'session_ended')
    headers['www-authenticate'] = 'Bearer realm="stepwise"';
  return headers;
}
