import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { hostname } from 'node:os';
import { AuditAnchor } from '../audit-anchor';
import type { Checkpoint } from '../checkpoint';

/** Facility 13 (log audit), severity 5 (notice): RFC 5424 section 6.2.1. */
const PRIORITY = 13 * 8 + 5;
const TIMEOUT_MS = 5_000;
const UDP_PORT = 514;
const TCP_PORT = 601;

/**
 * Checkpoints as messages of syslog (RFC 5424), over UDP (RFC 5426) or TCP with octet counting (RFC 6587): `udp://host:514`,
 * `tcp://host:601`. Over UDP nobody tells whether they arrive.
 */
export class SyslogAnchor extends AuditAnchor {
  readonly name = 'syslog';

  constructor(private readonly url: URL) {
    super();
  }

  async write(checkpoint: Checkpoint): Promise<void> {
    const at = new Date(checkpoint.at).toISOString();
    const header = `<${PRIORITY}>1 ${at} ${hostname()} stepwise ${process.pid} checkpoint -`;
    const message = Buffer.from(`${header} ${JSON.stringify(checkpoint)}`, 'utf8');
    const host = this.url.hostname.replace(/^\[|\]$/g, '');
    await (this.url.protocol === 'tcp:'
      ? sendTcp(message, host, Number(this.url.port || TCP_PORT))
      : sendUdp(message, host, Number(this.url.port || UDP_PORT)));
  }
}

function sendUdp(message: Buffer, host: string, port: number): Promise<void> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  return new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.send(message, port, host, (error) => (error === null ? resolve() : reject(error)));
  }).finally(() => socket.close());
}

function sendTcp(message: Buffer, host: string, port: number): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const socket = connect({ host, port });
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error('The syslog server does not answer.')));
    socket.once('error', reject);
    socket.once('close', (hadError) => (hadError ? undefined : resolve()));
    socket.resume();
    socket.end(Buffer.concat([Buffer.from(`${message.length} `), message]), () => socket.destroySoon());
  });
}
