const HEAD_END = '\r\n\r\n';
const LINE_END = '\r\n';
const NOTHING = Buffer.alloc(0);

/** What a reader tells about the messages that pass. */
export interface MessageSink {
  /** Start line and fields, without the empty line that ends them. */
  onHead(head: string): void;
  onBody(bytes: Buffer): void;
  /** The message is whole; the next one may begin. */
  onEnd(): void;
}

/**
 * Finds where HTTP/1.1 messages begin and end in the bytes of one connection (RFC 9112, section 6): by content-length or
 * by chunks. Much cheaper than a full client or server, so that the measuring side does not limit what is measured.
 * Bodies that end with the connection are not supported.
 */
export class HttpMessageReader {
  private state: 'head' | 'body' | 'chunk-size' | 'chunk-body' | 'chunk-end' | 'trailers' = 'head';
  private held: Buffer = NOTHING;
  private remaining = 0;

  constructor(private readonly sink: MessageSink) {}

  /** Takes the next bytes of the connection. */
  push(bytes: Buffer): void {
    let data = this.held.length === 0 ? bytes : Buffer.concat([this.held, bytes]);
    this.held = NOTHING;
    while (data.length > 0) {
      const used = this.read(data);
      if (used === 0) {
        this.held = data;
        return;
      }
      data = data.subarray(used);
    }
  }

  /** Number of bytes used; 0: more are needed. */
  private read(data: Buffer): number {
    switch (this.state) {
      case 'head':
        return this.readHead(data);
      case 'body':
        return this.readBody(data, () => this.end());
      case 'chunk-body':
        return this.readBody(data, () => (this.state = 'chunk-end'));
      case 'chunk-size':
      case 'chunk-end':
      case 'trailers':
        return this.readLine(data);
    }
  }

  private readHead(data: Buffer): number {
    const end = data.indexOf(HEAD_END);
    if (end === -1) return 0;
    const head = data.toString('latin1', 0, end);
    this.sink.onHead(head);
    if (/\r\ntransfer-encoding: *chunked/i.test(head)) {
      this.state = 'chunk-size';
    } else {
      this.remaining = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
      if (this.remaining === 0) this.end();
      else this.state = 'body';
    }
    return end + HEAD_END.length;
  }

  private readBody(data: Buffer, done: () => void): number {
    const used = Math.min(this.remaining, data.length);
    this.sink.onBody(used === data.length ? data : data.subarray(0, used));
    this.remaining -= used;
    if (this.remaining === 0) done();
    return used;
  }

  private readLine(data: Buffer): number {
    const end = data.indexOf(LINE_END);
    if (end === -1) return 0;
    if (this.state === 'chunk-size') {
      this.remaining = Number.parseInt(data.toString('latin1', 0, end), 16);
      this.state = this.remaining === 0 ? 'trailers' : 'chunk-body';
    } else if (this.state === 'chunk-end') {
      this.state = 'chunk-size';
    } else if (end === 0) {
      this.end();
    }
    return end + LINE_END.length;
  }

  private end(): void {
    this.state = 'head';
    this.sink.onEnd();
  }
}
