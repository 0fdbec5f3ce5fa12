import type { ServerResponse } from 'node:http';
import { AppError } from '@app/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Calls back once when the client leaves (reset, close or half-close) before it has its whole answer. Also for an answer
 * that waits behind others on its connection, whose own `close` Node does not always emit.
 */
export function onClientGone(response: ServerResponse, listener: () => void): void {
  let told = false;
  const tell = (): void => {
    if (told || response.writableFinished) return;
    told = true;
    listener();
  };
  // A client can leave while its body is still being read and inflated; then nothing tells of it any more.
  if (response.destroyed || response.req.socket.destroyed) {
    tell();
    return;
  }
  response.once('close', tell);
  if (response.socket === null) response.req.socket.once('close', tell);
}

/**
 * A controller that is aborted, with an `AppError` of code `request_cancelled`, when the client leaves before its answer is
 * complete. Hand its signal to everything that works for this answer.
 */
export function abortOnDisconnect(_request: FastifyRequest, reply: FastifyReply): AbortController {
  const controller = new AbortController();
  abortWhenGone(controller, reply);
  return controller;
}

/** Aborts the controller when the client leaves before its answer is complete. */
export function abortWhenGone(controller: AbortController, reply: FastifyReply): void {
  onClientGone(reply.raw, () => {
    controller.abort(new AppError('request_cancelled', 'The client left before its answer was complete.'));
  });
}
