import type { ChatStreamEvent } from '@app/contracts';
import { asFailure } from '../api/api-failure';
import { cancelChat, resumeChat } from '../api/chat-api';
import type { ReceivedEvent } from '../api/read-event-stream';
import { FrameScheduler } from './frame-scheduler';
import { TurnRecorder } from './turn-recorder';
import type { TurnView } from './turn-view';

/** Waits before each attempt to find a lost stream again, milliseconds. */
const RETRY_AFTER_MS = [250, 1_000, 2_500, 5_000];

/** When to look under which id the server answers, milliseconds after the look before. */
const LOOK_AFTER_MS = [0, 100, 400, 1_500, 5_000];

/** What a runner tells while it runs. */
export interface TurnListener {
  /** At most once per frame, and once at the end. */
  onView(view: TurnView): void;
  /** At once when the stream begins. */
  onStart?(start: Extract<ChatStreamEvent, { type: 'start' }>): void;
  /** Under which id the server answers, when it is to be known before the stream begins; undefined while it is not stored. */
  findChat(): Promise<string | undefined>;
}

/** Reads one answer to its end: records its events, finds the stream again when it is lost, and can be stopped. */
export class TurnRunner {
  private readonly abort = new AbortController();
  private readonly recorder: TurnRecorder;
  private readonly frames: FrameScheduler;
  private lastEventId: string | undefined;
  private isResumable = false;
  /** Stopped before it was known under which id the server answers. */
  private isToBeStopped = false;
  private isAsked = false;

  /** `isStored`: the answer goes on at the server when its reader leaves. */
  constructor(
    private readonly listener: TurnListener,
    startedAt: number,
    private chatId?: string,
    private readonly isStored = chatId !== undefined,
  ) {
    this.recorder = new TurnRecorder(startedAt);
    this.frames = new FrameScheduler(() => listener.onView(this.recorder.view()));
    this.isResumable = chatId !== undefined;
  }

  /**
   * Runs to the end, whatever it is. `open` asks the question, when `prepare` is done; without it the stream of `chatId` is read
   * from its beginning.
   */
  async run(
    open?: (signal: AbortSignal) => AsyncIterable<ReceivedEvent[]>,
    prepare?: () => Promise<void>,
  ): Promise<void> {
    const { signal } = this.abort;
    try {
      await prepare?.();
      signal.throwIfAborted();
      this.isAsked = true;
      await this.read(open?.(signal) ?? this.resume());
    } catch (error) {
      if (!signal.aborted) this.recorder.fail(asFailure(error));
    }
    this.isToBeStopped = false;
    this.frames.request();
    this.frames.flush();
  }

  /** Ends the answer, on the server too. What has come stays. */
  stop(): void {
    this.recorder.stop();
    this.frames.request();
    this.frames.flush();
    this.isToBeStopped = this.isStored && this.isAsked && this.chatId === undefined;
    if (this.isToBeStopped) void this.endWhenFound();
    else this.end();
  }

  /** The provider may be silent for long: the answer is ended under the id by which it is stored. */
  private async endWhenFound(): Promise<void> {
    for (const waitMs of LOOK_AFTER_MS) {
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      if (!this.waitsForId()) return;
      const chatId = await this.listener.findChat();
      if (chatId === undefined || !this.waitsForId()) continue;
      this.chatId = chatId;
      this.isResumable = true;
      this.end();
      return;
    }
  }

  /** A method, because it may have changed during a wait. */
  private waitsForId(): boolean {
    return this.isToBeStopped;
  }

  private end(): void {
    // Without a stored answer, leaving the stream is what ends it.
    this.isToBeStopped = false;
    if (this.isResumable && this.chatId !== undefined) cancelChat(this.chatId).catch(() => undefined);
    this.abort.abort();
  }

  /** Stops reading, and leaves the answer to go on where it can. */
  leave(): void {
    // It is left when it is known by its id, and cancelled.
    if (!this.isToBeStopped) this.abort.abort();
  }

  private async read(events: AsyncIterable<ReceivedEvent[]>): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        for await (const batch of events) {
          for (const received of batch) this.take(received);
          this.frames.request();
          attempt = 0;
        }
        return;
      } catch (error) {
        const waitMs = RETRY_AFTER_MS[attempt];
        if (this.abort.signal.aborted || !this.canResume(error) || waitMs === undefined) throw error;
        await new Promise((resolve) => setTimeout(resolve, waitMs));
        events = this.resume();
      }
    }
  }

  private take({ id, event }: ReceivedEvent): void {
    if (this.abort.signal.aborted) return;
    this.lastEventId = id ?? this.lastEventId;
    if (event.type === 'start') {
      this.chatId = event.id;
      this.isResumable ||= event.messageId !== undefined;
      this.listener.onStart?.(event);
    }
    this.recorder.apply(event);
    if (this.isToBeStopped) this.end();
  }

  private resume(): AsyncIterable<ReceivedEvent[]> {
    return resumeChat(this.chatId ?? '', this.lastEventId, this.abort.signal);
  }

  private canResume(error: unknown): boolean {
    const { code } = asFailure(error);
    return this.isResumable && (code === 'interrupted' || code === 'unreachable');
  }
}
