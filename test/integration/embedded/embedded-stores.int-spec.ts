import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cleanUp, expectGone, newDataDir, pidIn, redis, said, sql, start, startSupervisor } from './embedded-fixture';

jest.setTimeout(120_000);
afterEach(cleanUp);

const both = { needRedis: true, needPostgres: true };

describe('embedded stores', () => {
  it('answer after the first start and keep what was stored for the second', async () => {
    const dataDir = newDataDir();
    const first = await start({ dataDir, ...both });
    await sql(first.databaseUrl!, 'CREATE TABLE kept (word text)');
    await sql(first.databaseUrl!, "INSERT INTO kept VALUES ('durable')");
    await redis(first.redisUrl!, 'SET', 'kept', 'durable');
    await first.stop();

    const second = await start({ dataDir, ...both });
    expect((await sql(second.databaseUrl!, 'SELECT word FROM kept')).rows).toEqual([{ word: 'durable' }]);
    expect(await redis(second.redisUrl!, 'GET', 'kept')).toBe('durable');
    expect(said).toEqual([]);
  });

  it('are gone when stop resolves, however often it is called', async () => {
    const dataDir = newDataDir();
    const stores = await start({ dataDir, ...both });
    const pids = [pidIn(dataDir, 'postgres/postmaster.pid'), pidIn(dataDir, 'redis.pid')];
    await Promise.all([stores.stop(), stores.stop()]);
    await stores.stop();
    pids.forEach(expectGone);
    expect(stores.status()).toEqual([
      { store: 'postgres', state: 'stopped', durable: true },
      { store: 'redis', state: 'stopped', durable: true },
    ]);
  });

  it('keep their passwords out of what they say and their files closed to other users', async () => {
    const dataDir = newDataDir();
    const stores = await start({ dataDir, ...both });
    const passwords = [stores.databaseUrl!, stores.redisUrl!].map((url) => new URL(url).password);
    for (const password of passwords) {
      expect(password).toMatch(/^[0-9a-f]{64}$/);
      expect([...said, ...stores.describe()].join('\n')).not.toContain(password);
    }
    for (const name of readdirSync(dataDir)) expect(statSync(join(dataDir, name)).mode & 0o077).toBe(0);
  });

  it('refuse a client without the password', async () => {
    const stores = await start({ dataDir: newDataDir(), ...both });
    const without = (url: string) => url.replace(/:[0-9a-f]{64}@/, ':wrong@');
    await expect(sql(without(stores.databaseUrl!), 'SELECT 1')).rejects.toThrow(/password authentication failed/);
    await expect(redis(without(stores.redisUrl!), 'PING')).rejects.toThrow();
  });

  it('append every write to a file and refuse writes at the memory cap in place of evicting keys', async () => {
    const { redisUrl } = await start({ dataDir: newDataDir(), needRedis: true });
    for (const [name, value] of [
      ['appendonly', 'yes'],
      ['appendfsync', 'everysec'],
      ['maxmemory', String(256 * 1024 * 1024)],
      ['maxmemory-policy', 'noeviction'],
    ]) {
      expect(await redis(redisUrl!, 'CONFIG', 'GET', name!)).toEqual([name, value]);
    }
  });

  it('are not started when nobody needs them, and then lock nothing', async () => {
    const dataDir = newDataDir();
    const stores = await start({ dataDir });
    expect([stores.redisUrl, stores.databaseUrl, stores.describe(), readdirSync(dataDir)]).toEqual([
      undefined,
      undefined,
      [],
      [],
    ]);
  });

  it('refuse a second supervisor on the same directory and say whose it is', async () => {
    const dataDir = newDataDir();
    await start({ dataDir, needRedis: true });
    await expect(start({ dataDir, needRedis: true })).rejects.toThrow(
      `(process ${process.pid}) uses the data directory`,
    );
    const { report } = await startSupervisor({ dataDir, needRedis: true });
    expect(report.error).toContain(`Another Stepwise (process ${process.pid}) uses the data directory ${dataDir}`);
  });

  it('stop the one that started when the other cannot', async () => {
    const dataDir = newDataDir();
    await expect(start({ dataDir, ...both, searchPath: '/bin:/usr/bin', redisSources: [] })).rejects.toThrow(
      'No Redis server',
    );
    expect(existsSync(join(dataDir, 'postgres/PG_VERSION'))).toBe(true);
    expect(existsSync(join(dataDir, 'postgres/postmaster.pid'))).toBe(false); // the server removes it when it ends
    await (await start({ dataDir, needRedis: true })).stop(); // and the directory is free
  });
});
