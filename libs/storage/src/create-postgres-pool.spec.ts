import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { closePostgresPool, createPostgresPool } from './create-postgres-pool';

describe('createPostgresPool', () => {
  const lines: string[] = [];
  const log = { info: (line: string) => void lines.push(line), warn: (line: string) => void lines.push(line) };

  beforeEach(() => void (lines.length = 0));

  async function closedPort(): Promise<number> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    return port;
  }

  it('tells once that no connection can be made, without the address', async () => {
    const pool = createPostgresPool({ url: `postgresql://me:secret@127.0.0.1:${await closedPort()}/db`, log });
    await expect(pool.query('SELECT 1')).rejects.toThrow('ECONNREFUSED');
    await expect(pool.connect()).rejects.toThrow('ECONNREFUSED');
    expect(lines).toEqual(['PostgreSQL does not answer (ECONNREFUSED). Trying again until it does.']);
    await closePostgresPool(pool);
  });

  it('tells that a server does not answer a connection in time', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const pool = createPostgresPool({ url: `postgresql://me:secret@127.0.0.1:${port}/db`, connectTimeoutMs: 1, log });
    await expect(pool.query('SELECT 1')).rejects.toThrow('timeout');
    await closePostgresPool(pool);
    expect(lines).toEqual([expect.stringMatching(/^PostgreSQL does not answer \(\w+\)\. Trying/)]);
    silent.close();
  });
});
