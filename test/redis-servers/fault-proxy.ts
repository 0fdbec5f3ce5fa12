import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A TCP proxy in front of a server that does to the traffic what networks do. All settings count for open connections too. */
export class FaultProxy {
  /** Replies come this much later, in order. Milliseconds. */
  latencyMs = 0;
  /** Takes everything and passes no reply on: a half-open connection. */
  mute = false;
  /** Drops the next reply and resets its connection. Switches itself off. */
  resetNextReply = false;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    /** The port that new connections are passed on to. */
    public target: number,
  ) {}

  static async to(port: number): Promise<FaultProxy> {
    const server = createServer();
    const proxy = new FaultProxy(server, port);
    server.on('connection', (client) => proxy.join(client, connect(proxy.target, '127.0.0.1')));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  close(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private join(client: Socket, server: Socket): void {
    for (const socket of [client, server]) {
      this.sockets.add(socket);
      socket.on('error', () => undefined); // a reset is what it is for
      socket.on('close', () => this.sockets.delete(socket));
    }
    client.pipe(server);
    client.on('close', () => server.destroy());
    server.on('close', () => client.destroy());
    server.on('data', (reply) => this.pass(reply, client));
  }

  private pass(reply: Buffer, client: Socket): void {
    if (this.mute) return;
    if (this.resetNextReply) {
      this.resetNextReply = false;
      client.resetAndDestroy();
    } else if (this.latencyMs > 0) setTimeout(() => client.write(reply), this.latencyMs);
    else client.write(reply);
  }
}
