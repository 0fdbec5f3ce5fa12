import type { Socket } from 'node:net';
import type { FastifyReply } from 'fastify';
import { abortWhenGone } from './client-abort';

/** Answers that share a controller, at most. It bounds what careless listeners can leave on its signal. */
const MAX_ANSWERS = 64;

interface SharedAbort {
  controller: AbortController;
  answers: number;
}

/**
 * The abort controllers of answers that are sent whole. Those of one connection share a controller, because they end
 * together when the client leaves and because making one costs more than reading a request does.
 */
export class ConnectionAborts {
  private readonly shared = new WeakMap<Socket, SharedAbort>();

  /**
   * A controller that is aborted, with an `AppError` of code `request_cancelled`, when the client leaves before this answer is
   * complete. Abort it only for what ends the whole connection.
   */
  forAnswer(reply: FastifyReply): AbortController {
    const { socket } = reply.raw.req;
    let known = this.shared.get(socket);
    if (known === undefined || known.answers === MAX_ANSWERS || known.controller.signal.aborted) {
      known = { controller: new AbortController(), answers: 0 };
      this.shared.set(socket, known);
    }
    known.answers += 1;
    abortWhenGone(known.controller, reply);
    return known.controller;
  }
}
