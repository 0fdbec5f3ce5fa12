import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** One request that an upstream received, and the means to answer it. */
export class UpstreamExchange {
  /** Settles when the connection is gone, whoever closed it, or when the answer is complete. */
  readonly closed: Promise<void>;
  /** True once the connection was closed before the answer was complete. */
  aborted = false;

  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;

  private constructor(
    request: IncomingMessage,
    readonly bodyText: string,
    private readonly response: ServerResponse,
  ) {
    this.method = request.method ?? '';
    this.path = request.url ?? '';
    this.headers = request.headers;
    this.closed = new Promise((resolve) => {
      response.once('close', () => {
        this.aborted = !response.writableFinished;
        resolve();
      });
    });
  }

  /** Reads the request to its end. */
  static async receive(request: IncomingMessage, response: ServerResponse): Promise<UpstreamExchange> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    return new UpstreamExchange(request, body, response);
  }

  /** The body, parsed. */
  get body(): unknown {
    return JSON.parse(this.bodyText) as unknown;
  }

  /** Answers whole. */
  json(body: unknown, status = 200, headers: OutgoingHttpHeaders = {}): void {
    this.text(JSON.stringify(body), status, { 'content-type': 'application/json', ...headers });
  }

  /** Answers whole with any bytes. */
  text(body: string | Buffer, status = 200, headers: OutgoingHttpHeaders = {}): void {
    this.response.writeHead(status, headers).end(body);
  }

  /** Sends status and headers of an event stream, at once. */
  begin(headers: OutgoingHttpHeaders = { 'content-type': 'text/event-stream' }, status = 200): void {
    this.response.writeHead(status, headers);
    this.response.flushHeaders();
  }

  /**
   * Sends bytes; settles a turn of the event loop after the system took them, or when the client is gone. So a script that
   * writes for ever starves nobody, and a client that drains its socket sees each write alone.
   */
  async write(bytes: string | Buffer): Promise<void> {
    await new Promise<void>((resolve) => {
      this.response.once('close', resolve);
      this.response.write(bytes, () => {
        this.response.off('close', resolve);
        setImmediate(resolve);
      });
    });
  }

  /** Sends one event for each value, as JSON; a string goes as it is. */
  async events(...values: unknown[]): Promise<void> {
    for (const value of values) {
      await this.write(`data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`);
    }
  }

  /** Sends these bytes in pieces of `pieceBytes`, each in a write of its own. */
  async drip(bytes: string | Buffer, pieceBytes: number): Promise<void> {
    const all = Buffer.from(bytes);
    for (let at = 0; at < all.length; at += pieceBytes) await this.write(all.subarray(at, at + pieceBytes));
  }

  /** Sends bytes beneath HTTP, for answers that are none. */
  raw(bytes: string | Buffer): void {
    this.response.socket?.write(bytes);
  }

  /** Ends the answer as HTTP demands. */
  end(): void {
    this.response.end();
  }

  /** Cuts the connection in the middle of the answer. `reset` sends RST in place of FIN. */
  cut(how: 'close' | 'reset' = 'close'): void {
    if (how === 'reset') this.response.socket?.resetAndDestroy();
    else this.response.socket?.destroy();
  }
}
