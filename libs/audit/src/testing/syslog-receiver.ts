import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A syslog server for tests on free ports of 127.0.0.1, over UDP (RFC 5426) and over TCP with octet counting (RFC 6587). */
export class SyslogReceiver {
  /** Every message so far. */
  readonly messages: string[] = [];
  private readonly connections = new Set<Socket>();
  private readonly arrivals: ((message: string) => void)[] = [];

  private constructor(
    private readonly udp: UdpSocket,
    private readonly tcp: Server,
  ) {}

  static async start(): Promise<SyslogReceiver> {
    const receiver = new SyslogReceiver(createSocket('udp4'), createServer());
    const { udp, tcp } = receiver;
    udp.on('message', (message) => receiver.take(message.toString('utf8')));
    tcp.on('connection', (socket) => receiver.read(socket));
    udp.bind(0, '127.0.0.1');
    tcp.listen(0, '127.0.0.1');
    await Promise.all([once(udp, 'listening'), once(tcp, 'listening')]);
    return receiver;
  }

  /** `udp://127.0.0.1:port` */
  get udpUrl(): string {
    return `udp://127.0.0.1:${this.udp.address().port}`;
  }

  /** `tcp://127.0.0.1:port` */
  get tcpUrl(): string {
    return `tcp://127.0.0.1:${(this.tcp.address() as AddressInfo).port}`;
  }

  /** The next message. Ask before it is sent. */
  next(): Promise<string> {
    return new Promise((resolve) => this.arrivals.push(resolve));
  }

  async close(): Promise<void> {
    for (const socket of this.connections) socket.destroy();
    await Promise.all([
      new Promise<void>((resolve) => this.udp.close(resolve)),
      new Promise((resolve) => this.tcp.close(resolve)),
    ]);
  }

  private read(socket: Socket): void {
    let waiting = Buffer.alloc(0);
    this.connections.add(socket);
    socket.on('close', () => this.connections.delete(socket));
    socket.on('data', (piece: Buffer) => {
      waiting = Buffer.concat([waiting, piece]);
      for (;;) {
        const [prefix, length] = /^(\d+) /.exec(waiting.subarray(0, 12).toString('latin1')) ?? [];
        if (prefix === undefined || waiting.length < prefix.length + Number(length)) return;
        const end = prefix.length + Number(length);
        this.take(waiting.subarray(prefix.length, end).toString('utf8'));
        waiting = waiting.subarray(end);
      }
    });
  }

  private take(message: string): void {
    this.messages.push(message);
    for (const arrived of this.arrivals.splice(0)) arrived(message);
  }
}
