import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** One HTTP answer as it came over the wire. */
export interface RawAnswer {
  status: number;
  /** Names in lower case; a repeated field is joined with a comma. */
  headers: Record<string, string>;
  body: string;
}

/**
 * A TCP connection that sends any bytes and reads HTTP answers, for requests that no HTTP client would send. Answers are
 * read one after another, so a kept-alive connection can be used for many.
 */
export class RawConnection {
  private received = Buffer.alloc(0);
  private isEnded = false;
  private wake: (() => void) | undefined;

  private constructor(readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => {
      this.received = Buffer.concat([this.received, chunk]);
      this.wake?.();
    });
    socket.on('error', () => this.end()); // a reset ends the connection like a close
    socket.on('close', () => this.end());
    socket.on('end', () => this.end());
  }

  static async open(port: number): Promise<RawConnection> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    return new RawConnection(socket);
  }

  /** Sends text (each character one byte) or bytes. */
  send(data: string | Buffer): void {
    if (!this.socket.destroyed) this.socket.write(typeof data === 'string' ? Buffer.from(data, 'latin1') : data);
  }

  /** The next answer, or undefined when the connection ended without a whole one. An answer to HEAD has no body. */
  async answer({ isHead = false } = {}): Promise<RawAnswer | undefined> {
    for (;;) {
      const answer = this.take(isHead);
      if (answer !== undefined) return answer;
      if (this.isEnded) return this.takeUntilClose();
      await this.more();
    }
  }

  /** Bytes that have come and are not yet read as an answer. */
  get unread(): string {
    return this.received.toString('utf8');
  }

  /** Resolves when what was received holds the text, or when the connection has ended. */
  async untilReceived(text: string): Promise<boolean> {
    while (!this.unread.includes(text) && !this.isEnded) await this.more();
    return this.unread.includes(text);
  }

  /** Resolves when the other side has closed. */
  async untilClosed(): Promise<void> {
    while (!this.isEnded) await this.more();
  }

  /** Ends with a reset rather than an orderly close. */
  reset(): void {
    this.socket.resetAndDestroy();
  }

  close(): void {
    this.socket.destroy();
  }

  private async more(): Promise<void> {
    await new Promise<void>((resolve) => (this.wake = resolve));
  }

  private end(): void {
    this.isEnded = true;
    this.wake?.();
  }

  private take(isHead: boolean): RawAnswer | undefined {
    const head = readHead(this.received);
    if (head === undefined) return undefined;
    const { headers, status, bodyAt } = head;
    const rest = this.received.subarray(bodyAt);
    const body = isHead ? NO_BODY : readBody(rest, headers, status);
    if (body === undefined) return undefined;
    this.received = this.received.subarray(bodyAt + body.length);
    return { status, headers, body: body.text };
  }

  private takeUntilClose(): RawAnswer | undefined {
    const head = readHead(this.received);
    if (head === undefined) return undefined;
    const body = this.received.subarray(head.bodyAt).toString('utf8');
    this.received = Buffer.alloc(0);
    return { status: head.status, headers: head.headers, body };
  }
}

interface Head {
  status: number;
  headers: Record<string, string>;
  bodyAt: number;
}

function readHead(bytes: Buffer): Head | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const [statusLine = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
  }
  const status = Number(statusLine.split(' ')[1]);
  const bodyAt = end + 4;
  return status === 100 ? readHead(bytes.subarray(bodyAt)) : { status, headers, bodyAt };
}

/** How many bytes a body took on the wire, and its text. */
interface Body {
  length: number;
  text: string;
}

const NO_BODY: Body = { length: 0, text: '' };

function readBody(bytes: Buffer, headers: Record<string, string>, status: number): Body | undefined {
  return headers['transfer-encoding'] === 'chunked' ? readChunks(bytes) : readLength(bytes, headers, status);
}

function readLength(bytes: Buffer, headers: Record<string, string>, status: number): Body | undefined {
  const declared = headers['content-length'];
  if (declared === undefined && status !== 204 && status !== 304) return undefined;
  const length = Number(declared ?? 0);
  return bytes.length < length ? undefined : { length, text: bytes.toString('utf8', 0, length) };
}

function readChunks(bytes: Buffer): Body | undefined {
  const parts: Buffer[] = [];
  for (let at = 0; ;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd === -1) return undefined;
    const size = parseInt(bytes.toString('latin1', at, lineEnd), 16);
    const start = lineEnd + 2;
    if (bytes.length < start + size + 2) return undefined;
    if (size === 0) return { length: start + 2, text: Buffer.concat(parts).toString('utf8') };
    parts.push(bytes.subarray(start, start + size));
    at = start + size + 2;
  }
}
