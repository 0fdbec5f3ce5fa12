import { Injectable } from '@nestjs/common';
import { endOfTick } from '@app/kernel';
import { TurnContext, type ChatTurn, type TurnEvent } from '@app/turn';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { principalOf } from '../http/auth/principal-of';
import { abortOnDisconnect } from '../http/client-abort';
import { ConnectionAborts } from '../http/connection-aborts';
import { clientAddress } from '../http/request/client-address';
import { serverTiming } from '../http/server-timing';
import { toErrorBody } from '../http/errors/error-body';
import { sendEventStream } from '../http/sse/send-event-stream';
import type { SseFrame } from '../http/sse/sse-frame';
import { keptHeaders } from '../http/idempotency/idempotent-request';
import { recordFrames } from '../http/idempotency/recorded-frames';
import { ChatTurnService } from './chat-turn.service';
import { collectTurn } from './collect-turn';
import { readCacheControl } from './read-cache-control';
import { renameParam } from './rename-param';
import { AnswerStream } from './resume/answer-stream';
import { AnswerStreams } from './resume/answer-streams';
import { RunningTurns } from './running-turns';
import type { TurnDialect } from './turn-dialect';

/** Runs a turn and sends it in a dialect, whole or as a stream, for as long as the client stays. */
@Injectable()
export class TurnReplier {
  private readonly aborts = new ConnectionAborts();

  constructor(
    private readonly turns: ChatTurnService,
    private readonly running: RunningTurns,
    private readonly streams: AnswerStreams,
  ) {}

  /** Resolves when the answer is handed over, a streamed one when it is sent, or the client has left. Throws `AppError` while a normal error answer is still possible. */
  async reply(turn: ChatTurn, dialect: TurnDialect, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    await endOfTick(); // all questions that were read in this tick go on together
    if (turn.request.stream && dialect.name === 'native' && (turn.resumable ?? turn.conversation !== undefined)) {
      await this.replyResumable(turn, dialect, request, reply);
      return;
    }
    const abort = turn.request.stream ? abortOnDisconnect(request, reply) : this.aborts.forAnswer(reply);
    const control = turn.cache === undefined ? readCacheControl(request.headers) : undefined;
    const asked = control === undefined ? turn : { ...turn, cache: control };
    const context = contextOf(request, reply, dialect, abort.signal);
    const events = this.turns.run(asked, context);
    try {
      const { idempotentAttempt: attempt } = request;
      if (turn.request.stream) {
        const onError = (error: unknown): SseFrame[] =>
          dialect.errorFrames(toErrorBody(renameParam(error, dialect.paramNames), request.id));
        if (attempt === null) {
          await sendEventStream(reply, events, { abort, toFrames: (event) => dialect.frames(event), onError });
        } else {
          const frames = recordFrames(framesOf(events, dialect), attempt, recordingOf(reply));
          await sendEventStream(reply, frames, { abort, toFrames: (frame) => [frame], onError });
        }
      } else await this.sendWhole(events, context, { dialect, abort, reply });
    } catch (error) {
      throw renameParam(error, dialect.paramNames);
    }
  }

  /** The answer goes on when its reader leaves: it is written to a stream of its own, which the reader follows. */
  private async replyResumable(
    turn: ChatTurn,
    dialect: TurnDialect,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const answering = new AbortController();
    const control = turn.cache === undefined ? readCacheControl(request.headers) : undefined;
    const asked = control === undefined ? turn : { ...turn, cache: control };
    const context = contextOf(request, reply, dialect, answering.signal);
    const events = this.turns.run(asked, context);
    const onError = (error: unknown): SseFrame[] =>
      dialect.errorFrames(toErrorBody(renameParam(error, dialect.paramNames), request.id));
    const stream = new AnswerStream(principalOf(request), answering);
    context.onBegun((id) => this.streams.name(id, stream));
    const frames = framesOf(events, dialect);
    const { idempotentAttempt: attempt } = request;
    const recorded = attempt === null ? frames : recordFrames(frames, attempt, recordingOf(reply));
    this.streams.start(recorded, stream, { onError });
    const reading = abortOnDisconnect(request, reply);
    try {
      await sendEventStream(reply, stream.readAsAsker(reading.signal), {
        abort: reading,
        toFrames: (frame) => [frame],
        onError: (error) => (stream.hasNeverBegun ? stream.after(0) : onError(error)),
      });
    } catch (error) {
      throw renameParam(error, dialect.paramNames);
    }
  }

  private async sendWhole(
    events: AsyncIterable<TurnEvent>,
    context: TurnContext,
    { dialect, abort, reply }: { dialect: TurnDialect; abort: AbortController; reply: FastifyReply },
  ): Promise<void> {
    const finish = await this.running.run(principalOf(reply.request), abort, collectTurn(events));
    const { overheadMs, upstreamMs } = finish.response.timings;
    // Answers that are ready go out together: waking a reader on an idle core for each of them costs more than making one.
    await endOfTick();
    // Not awaited: a reply's promise watches its whole stream, and nothing here depends on the end.
    void reply
      .header('Server-Timing', serverTiming({ overheadMs, upstreamMs, redisMs: context.storeWaitedMs }))
      .send(dialect.body(finish));
  }
}

async function* framesOf(events: AsyncIterable<TurnEvent>, dialect: TurnDialect): AsyncGenerator<SseFrame> {
  for await (const event of events) yield* dialect.frames(event);
}

/** A stream that ended well ends with this, in whichever dialect. */
function recordingOf(reply: FastifyReply): Parameters<typeof recordFrames>[2] {
  return {
    isLast: ({ event, data }) => event === 'finish' || data === '[DONE]',
    headers: () => keptHeaders(reply),
  };
}

function contextOf(
  request: FastifyRequest,
  reply: FastifyReply,
  { name: dialect }: TurnDialect,
  signal: AbortSignal,
): TurnContext {
  return new TurnContext(
    {
      requestId: request.id,
      principal: principalOf(request),
      ...(request.idempotentAttempt === null ? {} : { requestKey: request.idempotentAttempt.requestKey }),
      dialect,
      clientAddress: clientAddress(request),
      setHeader: (name, value) => {
        if (!reply.sent) void reply.header(name, value);
      },
    },
    signal,
  );
}
