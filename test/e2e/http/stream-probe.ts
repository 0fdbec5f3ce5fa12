import { Controller, Get, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { abortOnDisconnect } from '../../../src/http/client-abort';
import { Public } from '../../../src/http/decorators/route-policy.decorator';
import { toErrorBody } from '../../../src/http/errors/error-body';
import { sendEventStream } from '../../../src/http/sse/send-event-stream';
import type { SseFrame } from '../../../src/http/sse/sse-frame';

/** A source that a test feeds, and that remembers how it was used. */
export class FedSource implements AsyncIterable<SseFrame> {
  private readonly queue: (SseFrame | Error | 'end')[] = [];
  private wake: (() => void) | undefined;
  /** Frames that were taken. */
  taken = 0;
  readonly closed: Promise<void>;
  readonly aborted: Promise<unknown>;
  private markClosed!: () => void;
  private markAborted!: (reason: unknown) => void;

  constructor() {
    this.closed = new Promise((resolve) => (this.markClosed = resolve));
    this.aborted = new Promise((resolve) => (this.markAborted = resolve));
  }

  feed(...items: (SseFrame | Error | 'end')[]): void {
    this.queue.push(...items);
    this.wake?.();
  }

  watch(signal: AbortSignal): void {
    signal.addEventListener('abort', () => {
      this.markAborted(signal.reason);
      this.wake?.();
    });
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<SseFrame> {
    try {
      for (;;) {
        const item = this.queue.shift();
        if (item === 'end') return;
        if (item instanceof Error) throw item;
        if (item === undefined) await this.more();
        else {
          this.taken += 1;
          yield item;
        }
      }
    } finally {
      this.markClosed();
    }
  }

  private async more(): Promise<void> {
    await Promise.race([
      new Promise<void>((resolve) => (this.wake = resolve)),
      this.aborted.then((reason) => {
        throw reason as Error;
      }),
    ]);
  }
}

/** The source that the next request to the stream gets. */
export const next: { source: FedSource; json: Promise<object>; signal: AbortSignal | undefined } = {
  source: new FedSource(),
  json: Promise.resolve({}),
  signal: undefined,
};

/** Streams to try. */
@Public()
@Controller('streams')
export class StreamController {
  @Get('fed')
  async fed(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { source } = next;
    const abort = abortOnDisconnect(request, reply);
    source.watch(abort.signal);
    await sendEventStream(reply, source, {
      toFrames: (frame) => [frame],
      abort,
      headers: { 'x-extra': 'yes' },
      onError: (error) => [{ event: 'error', data: JSON.stringify(toErrorBody(error, request.id)) }],
    });
  }

  /** A source that yields as fast as it is asked. */
  @Get('flood')
  async flood(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { source } = next;
    const abort = abortOnDisconnect(request, reply);
    source.watch(abort.signal);
    const data = 'x'.repeat(1_024);
    async function* frames(): AsyncGenerator<SseFrame> {
      try {
        for (;;) {
          await Promise.resolve();
          source.taken += 1;
          yield { data };
        }
      } finally {
        source.feed('end');
        for await (const _frame of source);
      }
    }
    await sendEventStream(reply, frames(), {
      toFrames: (frame) => [frame],
      abort,
      onError: () => [{ data: 'failed' }],
    });
  }

  @Get('json')
  async json(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const abort = abortOnDisconnect(request, reply);
    next.source.watch(abort.signal);
    return next.json;
  }
}
