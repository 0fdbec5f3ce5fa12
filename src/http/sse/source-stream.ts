import type { OutgoingHttpHeaders } from 'node:http';
import type { FastifyReply } from 'fastify';
import { AppError, type Principal } from '@app/kernel';
import { onClientGone } from '../client-abort';
import { EventStream, type CutReason } from './event-stream';
import type { OpenStream } from './open-streams';
import type { SendOptions } from './send-options';

const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no', // or nginx gathers the events
};

/** Moves the events of a source into an {@link EventStream} as frames and ends both together, whichever side ends first. */
export class SourceStream<Event> implements OpenStream {
  private readonly output: EventStream;
  private readonly closed: Promise<void>;
  /** Set when this side ends the stream: what the source does from then on is of no interest. */
  private isOver = false;
  private hasBegun = false;
  private readonly openedAt: number;
  private rejectFirst: ((error: unknown) => void) | undefined;

  constructor(
    private readonly reply: FastifyReply,
    private readonly source: AsyncIterator<Event>,
    private readonly options: SendOptions<Event>,
  ) {
    const { edge } = reply.server;
    this.output = new EventStream(reply.raw, { clock: edge.clock, ...edge.options.streams });
    this.openedAt = edge.clock.monotonicMs();
    this.closed = new Promise((resolve) => {
      reply.raw.once('finish', resolve);
      onClientGone(reply.raw, () => {
        this.stop(new AppError('request_cancelled', 'The client left.'));
        resolve();
      });
    });
  }

  get peer(): { address: string; port: number } | undefined {
    const socket = this.reply.raw.socket;
    const { remoteAddress: address, remotePort: port } = socket ?? {};
    return address === undefined || port === undefined ? undefined : { address, port };
  }

  get principal(): Principal | null {
    return this.reply.request.principal;
  }

  /**
   * The first event of the source, or undefined when there is none: the client left, or was told why. Throws what the source
   * throws while that can be an ordinary answer.
   */
  async first(): Promise<IteratorYieldResult<Event> | undefined> {
    const failed = new Promise<never>((_resolve, reject) => (this.rejectFirst = reject));
    try {
      const first = await Promise.race([this.source.next(), this.closed.then(() => undefined), failed]);
      if (first?.done !== true) return first;
      // The client left, so the source was ended.
      if (this.isOver) return undefined;
      await this.endEmpty();
      return undefined;
    } catch (error) {
      this.stop(error);
      if (this.reply.raw.destroyed) return undefined;
      if (!this.hasBegun) throw error;
      this.endWith(error);
      await this.closed;
      return undefined;
    } finally {
      this.rejectFirst = undefined;
    }
  }

  /** Sends the head, the first event and all others. Resolves when the answer is complete or the client has left. */
  async send(first: IteratorYieldResult<Event>): Promise<void> {
    this.begin();
    void this.pump(first);
    await this.closed;
  }

  /** A reader who has heard nothing for as long as a heartbeat takes is told that there is a stream: what is between may give up. */
  tick(): boolean {
    const { clock, options } = this.reply.server.edge;
    if (clock.monotonicMs() - this.openedAt >= options.streams.heartbeatMs) this.begin();
    return this.hasBegun && this.output.tick();
  }

  drop(reason: CutReason): void {
    const { request, raw, server } = this.reply;
    server.edge.logger.warn({ requestId: request.id, reason }, 'event stream dropped');
    raw.destroy();
  }

  fail(error: unknown): void {
    if (this.isOver) return;
    if (this.rejectFirst !== undefined) {
      this.rejectFirst(error);
      return;
    }
    this.stop(error);
    this.endWith(error);
  }

  private begin(): void {
    if (this.hasBegun || this.isOver) return;
    this.hasBegun = true;
    this.reply.hijack();
    const headers = { ...this.reply.getHeaders(), ...STREAM_HEADERS, ...this.options.headers } as OutgoingHttpHeaders;
    this.reply.raw.writeHead(200, headers);
  }

  private async pump(first: IteratorYieldResult<Event>): Promise<void> {
    let next: IteratorResult<Event> = first;
    try {
      while (next.done !== true) {
        for (const frame of this.options.toFrames(next.value)) this.output.push(frame);
        if (!this.output.hasRoom) await this.output.room();
        next = await this.source.next();
        if (this.wasStopped()) return;
      }
      this.isOver = true;
      this.output.end();
    } catch (error) {
      this.fail(error);
    }
  }

  /** The source had no event. */
  private async endEmpty(): Promise<void> {
    const { onEmpty } = this.options;
    if (onEmpty === undefined) throw new AppError('internal_error', 'The source of an event stream had no event.');
    this.isOver = true;
    if (!this.hasBegun) {
      onEmpty();
      return;
    }
    this.output.end();
    await this.closed;
  }

  private wasStopped(): boolean {
    return this.isOver;
  }

  private endWith(error: unknown): void {
    const { request, server, raw } = this.reply;
    server.edge.errors.note(error, request);
    try {
      for (const frame of this.options.onError(error)) this.output.push(frame);
      this.output.end();
    } catch (broken) {
      server.edge.errors.note(broken, request);
      raw.destroy();
    }
  }

  /** Stops the source: abort first, so that a pending `next()` ends and `return()` gets its turn. */
  private stop(reason: unknown): void {
    if (this.isOver) return;
    this.isOver = true;
    this.options.abort.abort(reason);
    // The answer is decided; a source that fails while it is being closed changes nothing.
    Promise.resolve(this.source.return?.()).catch(() => undefined);
  }
}
