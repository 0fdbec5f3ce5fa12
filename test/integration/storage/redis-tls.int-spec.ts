import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRedis, type RedisConnectionOptions } from '@app/storage';
import { eventually } from './store-fixture';

jest.setTimeout(60_000);

const PORT = 19_379;

describe('a Redis behind TLS', () => {
  const directory = mkdtempSync(join(tmpdir(), 'stepwise-tls-'));
  const ca = join(directory, 'ca.pem');
  let server: ChildProcess;

  beforeAll(() => {
    const openssl = (command: string) =>
      execFileSync('openssl', command.split(' '), { cwd: directory, stdio: ['ignore', 'ignore', 'ignore'] });
    openssl(
      'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=test-ca',
    );
    openssl(
      'req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout s.key -out s.csr -subj /CN=localhost -addext subjectAltName=DNS:localhost',
    );
    openssl('x509 -req -in s.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out s.pem -days 2 -copy_extensions copy');
    const args = `--port 0 --tls-port ${PORT} --bind 127.0.0.1 --tls-cert-file s.pem --tls-key-file s.key --tls-ca-cert-file ca.pem`;
    const rest = '--tls-auth-clients no --save --requirepass s3cret';
    server = spawn('redis-server', `${args} ${rest}`.split(' '), { cwd: directory, stdio: 'ignore' });
  });
  afterAll(() => {
    server.kill('SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  });

  const connect = async (options: RedisConnectionOptions, expected: () => unknown): Promise<unknown> => {
    const client = createRedis({ password: 's3cret', ...options });
    try {
      await eventually(async () => {
        const failed = expected();
        if (failed === undefined) await client.ping();
      });
      return client.status;
    } finally {
      client.disconnect();
    }
  };

  it('is reached with its authority, by a rediss URL and by the setting', async () => {
    const always = () => undefined;
    expect(await connect({ url: `rediss://localhost:${PORT}`, caCertPath: ca }, always)).toBe('ready');
    expect(await connect({ url: `redis://localhost:${PORT}`, useTls: true, caCertPath: ca }, always)).toBe('ready');
  });

  it('is refused when nobody vouches for its certificate', async () => {
    const lines: string[] = [];
    const log = { info: () => undefined, warn: (line: string) => void lines.push(line) };
    const status = await connect({ url: `rediss://localhost:${PORT}`, log }, () => {
      if (lines.length === 0) throw new Error('not yet');
      return lines;
    });
    expect(status).not.toBe('ready');
    expect(lines[0]).toContain('SELF_SIGNED_CERT_IN_CHAIN');
  });

  it('stops the start when the file of its authority is not there', () => {
    expect(() => createRedis({ url: `rediss://localhost:${PORT}`, caCertPath: join(directory, 'absent.pem') })).toThrow(
      'ENOENT',
    );
  });
});
