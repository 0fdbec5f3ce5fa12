import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UpstreamExchange } from './upstream-exchange';

/** What an upstream does with one request. It may answer, stay silent, send nonsense or cut the connection. */
export type UpstreamScript = (exchange: UpstreamExchange) => void | Promise<void>;

/**
 * A provider for tests: a bare HTTP server on a free port of 127.0.0.1 that records every request and answers by script.
 * Scripts are used up one per request, in order; the last one answers all that follow. Without a script the answer is 500.
 */
export class UpstreamServer {
  /** Every request so far, with what became of it. */
  readonly exchanges: UpstreamExchange[] = [];
  /** How many connections were made so far. */
  connections = 0;

  private readonly scripts: UpstreamScript[] = [];
  private readonly arrivals: ((exchange: UpstreamExchange) => void)[] = [];

  private constructor(private readonly server: Server) {}

  /** Listens and answers by these scripts. */
  static async start(...scripts: UpstreamScript[]): Promise<UpstreamServer> {
    const server = createServer({ keepAliveTimeout: 0 });
    const upstream = new UpstreamServer(server);
    upstream.scripts.push(...scripts);
    server.on('request', (request, response) => {
      UpstreamExchange.receive(request, response).then(
        (exchange) => upstream.serve(exchange),
        () => undefined, // a client that left before its request was whole asked for nothing
      );
    });
    server.on('connection', () => upstream.connections++);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return upstream;
  }

  /** `http://127.0.0.1:port`, without a slash at the end. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** JSON bodies of the requests so far. */
  get bodies(): unknown[] {
    return this.exchanges.map((exchange) => exchange.body);
  }

  /** Replaces the scripts that are left. */
  answer(...scripts: UpstreamScript[]): void {
    this.scripts.splice(0, this.scripts.length, ...scripts);
  }

  /** The next request, once its body has arrived. */
  nextExchange(): Promise<UpstreamExchange> {
    return new Promise((resolve) => this.arrivals.push(resolve));
  }

  /** Cuts every connection and stops listening. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  private async serve(exchange: UpstreamExchange): Promise<void> {
    this.exchanges.push(exchange);
    for (const arrived of this.arrivals.splice(0)) arrived(exchange);
    const script = this.scripts.length > 1 ? this.scripts.shift() : this.scripts[0];
    if (script === undefined) exchange.json({ error: { message: 'no script' } }, 500);
    else await script(exchange);
  }
}
