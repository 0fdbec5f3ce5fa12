import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An authority made for one test, with a certificate for the server (localhost) and one for a client. */
export class Certificates {
  private readonly directory = mkdtempSync(join(tmpdir(), 'stepwise-tls-'));
  readonly ca = this.path('ca.pem');
  readonly server = { certificate: this.path('server.pem'), key: this.path('server.key') };
  readonly client = { certificate: this.path('client.pem'), key: this.path('client.key') };

  constructor() {
    const key = '-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes';
    this.openssl(`req -x509 ${key} -keyout ca.key -out ca.pem -days 2 -subj /CN=test-ca`);
    for (const name of ['server', 'client']) {
      const names = '-subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1';
      this.openssl(`req ${key} -keyout ${name}.key -out ${name}.csr ${names}`);
      const sign = '-CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -copy_extensions copy';
      this.openssl(`x509 -req -in ${name}.csr ${sign} -out ${name}.pem`);
    }
  }

  /** Arguments of a redis-server that shows its certificate and, with `yes`, asks for the client's. */
  serverArgs(authClients: 'yes' | 'no'): string[] {
    const { certificate, key } = this.server;
    const files = ['--tls-cert-file', certificate, '--tls-key-file', key, '--tls-ca-cert-file', this.ca];
    return [...files, '--tls-auth-clients', authClients];
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  private path(name: string): string {
    return join(this.directory, name);
  }

  private openssl(command: string): void {
    execFileSync('openssl', command.split(' '), { cwd: this.directory, stdio: ['ignore', 'ignore', 'ignore'] });
  }
}
