import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { cleanUp, newDataDir, redis, said, SEARCH_PATH, start } from './embedded-fixture';

jest.setTimeout(300_000);
afterEach(cleanUp);

const needRedis = true;
const hasApt = SEARCH_PATH.split(':').some((directory) => list(directory).includes('apt-get'));

describe('a system without a Redis server on its PATH', () => {
  (hasApt ? it : it.skip)('fetches one from its own archives without root, once', async () => {
    const dataDir = newDataDir();
    const searchPath = pathWithoutRedis();
    const first = await start({ dataDir, needRedis, searchPath, redisSources: ['installed', 'fetched'] }).catch(
      reasonOf,
    );
    if (typeof first === 'string') {
      // Only a machine without its archives may skip the rest.
      expect(first).toMatch(/resolve|connect|fetch|unreachable/i);
      return;
    }
    expect(first.describe().join()).toContain(join(dataDir, 'redis-runtime/usr/bin/redis-server'));
    await redis(first.redisUrl!, 'SET', 'kept', 'yes');
    await first.stop();

    const second = await start({ dataDir, needRedis, searchPath });
    expect(said).toEqual([]); // nothing was fetched again
    expect(await redis(second.redisUrl!, 'GET', 'kept')).toBe('yes');
  });

  it('falls back to one in JavaScript and says that it is not durable', async () => {
    const dataDir = newDataDir();
    const stores = await start({ dataDir, needRedis, searchPath: '', redisSources: ['installed', 'script'] });
    expect(said.join('\n')).toContain('NOT DURABLE');
    expect(stores.describe().join('\n')).toContain('NOT DURABLE');
    expect(stores.status()).toEqual([{ store: 'redis', state: 'running', durable: false }]);

    const url = stores.redisUrl!;
    expect(await redis(url, 'SET', 'word', 'here')).toBe('OK');
    expect(await redis(url, 'EVAL', "return redis.call('GET', KEYS[1])", '1', 'word')).toBe('here');
    await expect(redis(url.replace(/:[0-9a-f]{64}@/, ''), 'GET', 'word')).rejects.toThrow();
  });

  it('and without any other source, says in one sentence what was tried and how to install one', async () => {
    const attempt = start({
      dataDir: newDataDir(),
      needRedis,
      searchPath: '/nowhere',
      redisSources: ['installed', 'fetched'],
    });
    await expect(attempt).rejects.toThrow(
      /^No Redis server to start: neither redis-server nor valkey-server is on the PATH; this system has no apt.*Install one \((brew|sudo apt-get) install redis.*REDIS_URL/,
    );
  });

  it('takes Valkey for Redis', async () => {
    const directory = newDataDir();
    const server = SEARCH_PATH.split(':').find((part) => list(part).includes('redis-server'));
    if (server === undefined) throw new Error('These tests need redis-server on the PATH.');
    symlinkSync(join(server, 'redis-server'), join(directory, 'valkey-server'));
    const { redisUrl } = await start({
      dataDir: newDataDir(),
      needRedis,
      searchPath: directory,
      redisSources: ['installed'],
    });
    expect(await redis(redisUrl!, 'PING')).toBe('PONG');
  });
});

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The directories of the PATH with everything in them but Redis and Valkey. */
function pathWithoutRedis(): string {
  const copy = join(newDataDir(), 'bin');
  mkdirSync(copy);
  const seen = new Set<string>();
  for (const directory of SEARCH_PATH.split(':')) {
    for (const name of list(directory)) {
      if (/^(redis|valkey)-/.test(name) || seen.has(name)) continue;
      seen.add(name);
      symlinkSync(join(directory, name), join(copy, name));
    }
  }
  return copy;
}

function list(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return []; // a PATH may name directories that are not there
  }
}
