import type { FastifyReply } from 'fastify';
import type { SendOptions } from './send-options';
import { SourceStream } from './source-stream';

/**
 * Answers with Server-Sent Events. Waits for the first event before anything is sent, so that an error before it is
 * thrown to the caller and becomes an ordinary error answer; an error after it ends the stream with `onError`'s frames.
 * After the silence that a heartbeat ends, the answer begins without an event, and an error ends it as after the first one.
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
    if (first !== undefined) await stream.send(first);
  } finally {
    streams.delete(stream);
  }
}
