import type { Socket } from 'node:net';
import { completionEvents, type CompletionEvents } from './completion-text';
import type { UpstreamScript } from './upstream-script';

const HEAD =
  'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ncache-control: no-cache\r\n' +
  'transfer-encoding: chunked\r\n\r\n';
const BATCH_CHARS = 32_768;

/** Plays one script on one connection, at its pace, and stops when the reader leaves. */
export class StreamPlayer {
  private readonly texts: CompletionEvents;
  private readonly stop = (): void => {
    clearInterval(this.timer);
    clearImmediate(this.nextTurn);
  };
  private timer: NodeJS.Timeout | undefined;
  private nextTurn: NodeJS.Immediate | undefined;
  private sent = 0;
  private pending = '';

  constructor(
    private readonly socket: Socket,
    private readonly script: UpstreamScript,
  ) {
    this.texts = completionEvents(script);
  }

  /** Sends the head and the opening event at once, the rest at the script's pace. */
  start(): void {
    this.socket.write(HEAD + asChunk(this.texts.opening));
    this.socket.once('close', this.stop);
    const { everyMs } = this.script;
    if (everyMs === 0) this.flood();
    else if (everyMs === 'turn') this.eachTurn();
    else this.timer = setInterval(() => this.tick(), everyMs);
  }

  private tick(): void {
    if (this.pending === '' && this.sent === this.script.events) {
      this.end();
      return;
    }
    if (this.pending === '') this.pending = this.texts.text(this.sent++);
    const size = this.script.pieceBytes ?? this.pending.length;
    this.socket.write(asChunk(this.pending.slice(0, size)));
    this.pending = this.pending.slice(size);
  }

  private eachTurn(): void {
    this.nextTurn = setImmediate(() => {
      // The last tick ends the script, and with it this.
      this.eachTurn();
      this.tick();
    });
  }

  /** As fast as the reader takes it, in batches, never more than the socket wants. */
  private flood(): void {
    let ready = true;
    while (ready && this.sent < this.script.events && !this.socket.destroyed) {
      let batch = '';
      while (batch.length < BATCH_CHARS && this.sent < this.script.events) batch += this.texts.text(this.sent++);
      ready = this.socket.write(asChunk(batch));
    }
    if (this.sent === this.script.events) this.end();
    else if (!this.socket.destroyed) this.socket.once('drain', () => this.flood());
  }

  private end(): void {
    this.stop();
    this.socket.off('close', this.stop);
    this.socket.write(asChunk(this.texts.closing) + '0\r\n\r\n');
  }
}

function asChunk(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
}
