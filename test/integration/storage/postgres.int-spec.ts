import { closePostgresPool, createPostgresPool, pingPostgres, type PostgresPoolOptions } from '@app/storage';
import type { Pool } from 'pg';
import { CuttingProxy, eventually, startTestStores, type TestStores } from './store-fixture';

jest.setTimeout(60_000);

describe('the PostgreSQL pool', () => {
  let stores: TestStores;
  let lines: string[];
  const pools: Pool[] = [];
  const log = { info: (line: string) => void lines.push(line), warn: (line: string) => void lines.push(line) };

  const open = (options: Partial<PostgresPoolOptions> = {}): Pool => {
    const pool = createPostgresPool({ url: stores.databaseUrl!, log, ...options });
    pools.push(pool);
    return pool;
  };
  const backend = async (client: { query: Pool['query'] }): Promise<number> => {
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    return rows[0]!.pid;
  };

  beforeAll(async () => {
    stores = await startTestStores({ needRedis: false, needPostgres: true });
  });
  beforeEach(() => {
    lines = [];
  });
  afterEach(async () => {
    for (const pool of pools.splice(0)) await closePostgresPool(pool);
  });
  afterAll(() => stores.remove());

  it('answers, tells how long an answer takes, and carries its limits to the server', async () => {
    const pool = open({ statementTimeoutMs: 1_234, applicationName: 'spec' });
    expect(await pingPostgres(pool, 1_000)).toBeGreaterThan(0);
    const { rows } = await pool.query(
      "SELECT current_setting('statement_timeout') AS statement, current_setting('application_name') AS name",
    );
    expect(rows).toEqual([{ statement: '1234ms', name: 'spec' }]);
  });

  it('ends a statement that takes too long, and its connection is of use again', async () => {
    const pool = open({ statementTimeoutMs: 100, maxConnections: 1 });
    await expect(pool.query('SELECT pg_sleep(30)')).rejects.toThrow('canceling statement due to statement timeout');
    expect(await pingPostgres(pool, 1_000)).toBeGreaterThan(0);
  });

  it('does not wait for a server that is frozen in the middle of a statement', async () => {
    const pool = open({ statementTimeoutMs: 100 });
    const pid = await backend(pool);
    process.kill(pid, 'SIGSTOP');
    try {
      await expect(pool.query('SELECT 1')).rejects.toThrow('timeout');
    } finally {
      process.kill(pid, 'SIGCONT');
    }
  });

  it('does not wait without end for a connection when all are in use', async () => {
    const pool = open({ maxConnections: 1, connectTimeoutMs: 100 });
    const taken = await pool.connect();
    await expect(pool.query('SELECT 1')).rejects.toThrow('timeout exceeded when trying to connect');
    await expect(pingPostgres(pool, 1_000)).rejects.toThrow('PostgreSQL does not answer.');
    taken.release();
    expect(await pingPostgres(pool, 1_000)).toBeGreaterThan(0);
  });

  it('survives the loss of idle connections and of one in use, and replaces them', async () => {
    const pool = open();
    const other = open();
    await pingPostgres(other, 1_000);
    const idle = await backend(pool);
    await other.query('SELECT pg_terminate_backend($1)', [idle]);
    await eventually(() => expect(lines).toEqual([expect.stringMatching(/^PostgreSQL does not answer \(57P01\)/)]));

    const used = await pool.connect();
    expect(lines.at(-1)).toBe('PostgreSQL answers again.');
    await other.query('SELECT pg_terminate_backend($1)', [await backend(used)]);
    await eventually(() => expect(lines).toHaveLength(3));
    used.release(true);
    expect(await pingPostgres(pool, 1_000)).toBeGreaterThan(0);
  });

  it('can be made before there is a server, and works once there is one', async () => {
    const proxy = await CuttingProxy.to(Number(new URL(stores.databaseUrl!).port));
    const pool = open({ url: stores.databaseUrl!.replace(/:\d+\//, `:${proxy.port}/`) });
    proxy.dropReply = true;
    await expect(pingPostgres(pool, 5_000)).rejects.toThrow('PostgreSQL does not answer.');
    proxy.dropReply = false;
    expect(await pingPostgres(pool, 5_000)).toBeGreaterThan(0);
    await closePostgresPool(pool);
    proxy.close();
  });

  it('names no address and no password when it cannot connect', async () => {
    const pool = open({ url: 'postgresql://someone:s3cret@127.0.0.1:1/stepwise' });
    const error = await pingPostgres(pool, 1_000).catch((reason: unknown) => reason);
    expect(String(error)).toBe('Error: PostgreSQL does not answer.');
  });

  it('may be closed twice', async () => {
    const pool = open();
    await closePostgresPool(pool);
    await closePostgresPool(pool);
  });
});
