import { ConversationStore } from '@app/conversations';
import { AppError } from '@app/kernel';
import { Injectable, Logger } from '@nestjs/common';
import type { SseFrame } from '../../http/sse/sse-frame';
import { RunningTurns } from '../running-turns';
import { AnswerStream, noStream, streamGone, type StreamOwner } from './answer-stream';
import { cancelled, StreamMirror, type KeptEvents } from './stream-mirror';

/** How long an answer that has ended is kept in memory, milliseconds; longer in Redis. */
const KEPT_MS = 300_000;
/** Ended answers that are kept in memory at most. */
const MOST_ENDED = 200;
/** How long answers that are to end may take to it, milliseconds. */
const END_MS = 5_000;

/** The answers that go on when their readers leave: those of this process in memory, those of others through Redis. */
@Injectable()
export class AnswerStreams {
  private readonly streams = new Map<string, AnswerStream>();
  private readonly ended = new Set<string>();
  private readonly logger = new Logger('Chat');

  constructor(
    private readonly mirror: StreamMirror,
    private readonly running: RunningTurns,
    private readonly conversations: ConversationStore,
  ) {}

  /**
   * Follows the frames of an answer to their end, whether or not anybody reads them. It is found by its id from its first frame
   * on, or from {@link name} on where that comes sooner. `onError` gives the last frames of an answer that fails.
   */
  start(
    frames: AsyncIterable<SseFrame>,
    stream: AnswerStream,
    { onError }: { onError: (error: unknown) => SseFrame[] },
  ): void {
    void this.running.run(stream.owner, stream.abort, this.follow(frames, stream, onError)).catch((error: unknown) => {
      // The server stops, and this answer took too long to end by itself.
      if (!stream.isEnded) this.endWith(stream, error, onError);
    });
  }

  /** Has an answer found by its id, in this process and through Redis in others. */
  name(id: string, stream: AnswerStream): void {
    if (stream.id !== undefined) return;
    stream.id = id;
    this.streams.set(id, stream);
    void this.mirror.copy(id, stream);
  }

  /** The events after one of them. Throws `not_found` for what is not there or somebody else's, `stream_gone` for what is past. */
  async read(owner: StreamOwner, id: string, afterId: number, signal: AbortSignal): Promise<AsyncGenerator<SseFrame>> {
    const own = this.find(owner, id);
    if (own !== undefined) return own.read(requireId(afterId, own.lastId), signal);
    return this.elsewhere(owner, id, () => this.mirror.read(owner, id, afterId, signal));
  }

  /** Ends an answer, of this process or another. Throws as {@link read} does, and `conflict` when it has ended. */
  async cancel(owner: StreamOwner, id: string): Promise<void> {
    const own = this.find(owner, id);
    if (own === undefined) {
      await this.elsewhere(owner, id, () => this.mirror.cancel(owner, id));
      return;
    }
    if (own.isEnded) throw new AppError('conflict', 'The answer has ended already.');
    own.abort.abort(cancelled());
  }

  /**
   * Ends the answers of a user, here at once and in other processes within seconds, and forgets their events. Answers that this
   * process gives have written their last when it resolves. Returns how many streams were forgotten. Throws when Redis is away.
   */
  async erase(owner: StreamOwner): Promise<number> {
    for (const [id, stream] of this.streams) {
      if (!isOf(stream, owner)) continue;
      stream.forget();
      this.forget(id);
    }
    await this.running.endOf(owner, cancelled(), END_MS);
    return this.mirror.erase(owner);
  }

  /** The events of a user's answers that are kept, in pieces. */
  export(owner: StreamOwner, signal: AbortSignal): AsyncGenerator<KeptEvents> {
    return this.mirror.export(owner, signal);
  }

  private find(owner: StreamOwner, id: string): AnswerStream | undefined {
    const stream = this.streams.get(id);
    return stream !== undefined && isOf(stream, owner) ? stream : undefined;
  }

  /** What Redis does not know (any more, or because it is away) may still have been: the conversations tell. */
  private async elsewhere<T>(owner: StreamOwner, id: string, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof AppError && error.code !== 'not_found') throw error;
      const isKnown = await this.conversations.knowsChat(owner, id).catch(() => false);
      throw isKnown ? streamGone() : noStream();
    }
  }

  private async follow(
    frames: AsyncIterable<SseFrame>,
    stream: AnswerStream,
    onError: (error: unknown) => SseFrame[],
  ): Promise<void> {
    try {
      for await (const frame of frames) {
        stream.push(frame);
        if (stream.id !== undefined) continue;
        const id = idOf(frame);
        if (id !== undefined) this.name(id, stream);
      }
      stream.end();
    } catch (error) {
      this.endWith(stream, error, onError);
    } finally {
      if (stream.id !== undefined) this.forgetLater(stream.id);
    }
  }

  private endWith(stream: AnswerStream, error: unknown, onError: (error: unknown) => SseFrame[]): void {
    if (stream.isEnded) return;
    const { reason } = stream.abort.signal as { reason: unknown };
    const told = reason instanceof AppError ? reason : error;
    if (stream.lastId === 0) {
      stream.fail(error, onError(told));
      return;
    }
    for (const frame of onError(told)) stream.push(frame);
    stream.end();
    if (!(error instanceof AppError)) this.logger.warn('An answer ended with an error that is none of ours.');
  }

  private forgetLater(id: string): void {
    this.ended.add(id);
    setTimeout(() => this.forget(id), KEPT_MS).unref();
    for (const oldest of this.ended) {
      if (this.ended.size <= MOST_ENDED) break;
      this.forget(oldest);
    }
  }

  private forget(id: string): void {
    this.ended.delete(id);
    this.streams.delete(id);
  }
}

function isOf({ owner }: AnswerStream, { organisationId, userId }: StreamOwner): boolean {
  return owner.organisationId === organisationId && owner.userId === userId;
}

/** The id that the first event of every answer carries. */
function idOf({ data }: SseFrame): string | undefined {
  const { id } = JSON.parse(data) as { id?: unknown };
  return typeof id === 'string' ? id : undefined;
}

function requireId(afterId: number, lastId: number): number {
  if (afterId <= lastId) return afterId;
  throw new AppError('invalid_parameter', 'Last-Event-ID names an event that this stream has not had.', {
    param: 'Last-Event-ID',
  });
}
