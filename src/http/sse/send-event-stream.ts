import type { FastifyReply } from 'fastify';
import { AppError } from '@app/kernel';
import type { SendOptions } from './send-options';
import { SourceStream } from './source-stream';

/**
 * Answers with Server-Sent Events. Waits for the first event before anything is sent, so that an error before it is
 * thrown to the caller and becomes an ordinary error answer; an error after it ends the stream with `onError`'s frames.
 * The source is pulled only as fast as the client reads, and is closed (abort, then `return()`) when the client leaves.
 * Resolves when the answer is complete or the client has left.
 */
export async function sendEventStream<Event>(
  reply: FastifyReply,
  events: AsyncIterable<Event>,
  options: SendOptions<Event>,
): Promise<void> {
  const stream = new SourceStream(reply, events[Symbol.asyncIterator](), options);
  const { streams } = reply.server.edge;
  streams.add(stream);
  try {
    const first = await stream.first();
    if (first === undefined) return;
    if (first.done === true) throw new AppError('internal_error', 'The source of an event stream had no event.');
    await stream.send(first);
  } finally {
    streams.delete(stream);
  }
}
