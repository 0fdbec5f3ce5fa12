import { cleanUp, eventually, newDataDir, pidIn, redis, said, sql, start } from './embedded-fixture';

jest.setTimeout(60_000);
afterEach(cleanUp);

describe('a store whose process is killed', () => {
  it('comes back as the same PostgreSQL with every acknowledged row', async () => {
    const dataDir = newDataDir();
    const { databaseUrl } = await start({ dataDir, needPostgres: true });
    await sql(databaseUrl!, 'CREATE TABLE acknowledged (n int)');
    await sql(databaseUrl!, 'INSERT INTO acknowledged SELECT generate_series(1, 1000)');
    const before = pidIn(dataDir, 'postgres/postmaster.pid');
    process.kill(before, 'SIGKILL');

    const { rows } = await eventually(() => sql(databaseUrl!, 'SELECT count(*)::int AS n FROM acknowledged'));
    expect(rows).toEqual([{ n: 1000 }]);
    expect(pidIn(dataDir, 'postgres/postmaster.pid')).not.toBe(before);
    await eventually(() => expect(said.join('\n')).toMatch(/PostgreSQL ended unasked \(signal SIGKILL\)[^]*is back/));
  });

  it('comes back as the same Redis with every acknowledged write', async () => {
    const dataDir = newDataDir();
    const stores = await start({ dataDir, needRedis: true });
    for (let i = 0; i < 20; i++) await redis(stores.redisUrl!, 'INCR', 'acknowledged');
    process.kill(pidIn(dataDir, 'redis.pid'), 'SIGKILL');

    expect(await eventually(() => redis(stores.redisUrl!, 'GET', 'acknowledged'))).toBe('20');
    await eventually(() => expect(stores.status()).toEqual([{ store: 'redis', state: 'running', durable: true }]));
  });

  it('comes back again and again', async () => {
    const dataDir = newDataDir();
    const { redisUrl } = await start({ dataDir, needRedis: true });
    for (let death = 1; death <= 3; death++) {
      const pid = pidIn(dataDir, 'redis.pid');
      process.kill(pid, 'SIGKILL');
      await eventually(() => expect(pidIn(dataDir, 'redis.pid')).not.toBe(pid));
      expect(await eventually(() => redis(redisUrl!, 'PING'))).toBe('PONG');
      await eventually(() => expect(said.at(-1)).toBe(`Redis is back (restart ${death}).`));
    }
  });

  it('stays down when it was being stopped', async () => {
    const dataDir = newDataDir();
    const stores = await start({ dataDir, needRedis: true });
    const stopping = stores.stop();
    process.kill(pidIn(dataDir, 'redis.pid'), 'SIGKILL');
    await stopping;
    expect(stores.status()).toMatchObject([{ state: 'stopped' }]);
    expect(said).toEqual([]);
  });
});
