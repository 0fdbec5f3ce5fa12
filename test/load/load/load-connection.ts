import { connect, type Socket } from 'node:net';
import { HttpMessageReader } from '../wire/http-message-reader';
import { AnswerWatch, type AnswerRule } from './answer-watch';

/** How one exchange went. */
export interface ExchangeTimes {
  /** From the request's last byte to the answer's last, milliseconds. */
  totalMs: number;
  /** To the first text of the model, milliseconds. */
  firstTextMs: number;
}

/** What a connection tells. */
export interface LoadEvents {
  onAnswer(times: ExchangeTimes): void;
  /** A wrong answer or a lost connection. */
  onError(): void;
  /** Whether another request should follow. */
  wantsMore(): boolean;
  /** No more will come from this connection. */
  onClosed(): void;
}

/** One keep-alive connection that asks again as soon as it is answered. */
export class LoadConnection {
  private readonly socket: Socket;
  private readonly watch: AnswerWatch;
  private sentAt = 0;
  private waiting = false;

  constructor(
    port: number,
    private readonly nextRequest: () => Buffer,
    rule: AnswerRule,
    private readonly events: LoadEvents,
  ) {
    this.watch = new AnswerWatch(rule);
    const reader = new HttpMessageReader({
      onHead: (head) => this.watch.begin(head),
      onBody: (bytes) => this.watch.push(bytes),
      onEnd: () => this.answered(),
    });
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.socket.on('connect', () => this.send());
    this.socket.on('data', (bytes) => reader.push(bytes));
    this.socket.on('error', () => this.socket.destroy()); // 'close' follows and tells
    this.socket.on('close', () => this.closed());
  }

  /** Ends the connection; an answer that was waited for counts as an error. */
  close(): void {
    this.socket.destroy();
  }

  private send(): void {
    const bytes = this.nextRequest();
    this.waiting = true;
    this.sentAt = performance.now();
    this.socket.write(bytes);
  }

  private answered(): void {
    this.waiting = false;
    const { isRight, firstTextAt } = this.watch;
    if (!isRight) this.events.onError();
    else
      this.events.onAnswer({
        totalMs: performance.now() - this.sentAt,
        firstTextMs: (firstTextAt ?? NaN) - this.sentAt,
      });
    if (isRight && this.events.wantsMore()) this.send();
    else this.socket.destroy();
  }

  private closed(): void {
    if (this.waiting || this.sentAt === 0) this.events.onError();
    this.waiting = false;
    this.events.onClosed();
  }
}
