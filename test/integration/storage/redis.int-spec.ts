import { closeRedis, createRedis, pingRedis, RedisStore, type RedisConnectionOptions } from '@app/storage';
import { Redis } from 'ioredis';
import { CuttingProxy, eventually, startTestStores, type TestStores } from './store-fixture';

jest.setTimeout(60_000);

describe('the Redis client of the request path', () => {
  let stores: TestStores;
  let lines: string[];
  const opened: RedisStore[] = [];
  const log = { info: (line: string) => void lines.push(line), warn: (line: string) => void lines.push(line) };

  const open = (options: Partial<RedisConnectionOptions> = {}): Redis => {
    const client = createRedis({ url: stores.redisUrl!, ...options });
    if (!(client instanceof Redis)) throw new Error('not a single server');
    opened.push(new RedisStore(client, log));
    return client;
  };
  const openReady = async (options?: Partial<RedisConnectionOptions>): Promise<Redis> => {
    const client = open(options);
    await eventually(() => client.ping());
    return client;
  };
  const urlWithPort = (port: number) => stores.redisUrl!.replace(/:\d+$/, `:${port}`);

  beforeAll(async () => {
    stores = await startTestStores({ needRedis: true, needPostgres: false });
  });
  beforeEach(() => {
    lines = [];
  });
  afterEach(() => Promise.all(opened.splice(0).map((store) => store.close())));
  afterAll(() => stores.remove());

  it('answers, and tells how long an answer takes', async () => {
    const client = await openReady();
    expect(await client.set('word', 'here')).toBe('OK');
    expect(await pingRedis(client, 1_000)).toBeGreaterThan(0);
    expect(lines).toEqual([]);
  });

  it('takes the password from the options when the URL has none, and from the URL when both have one', async () => {
    const { password, port } = new URL(stores.redisUrl!);
    expect(await (await openReady({ url: `redis://127.0.0.1:${port}`, password })).ping()).toBe('PONG');
    expect(await (await openReady({ password: 'not this one' })).ping()).toBe('PONG');
  });

  it('fails a command at once while there is no server, says so once, and takes up by itself when there is one', async () => {
    const proxy = await CuttingProxy.to(Number(new URL(stores.redisUrl!).port));
    const { port } = proxy;
    const client = await openReady({ url: urlWithPort(port) });
    proxy.close();
    await eventually(() => expect(lines).toHaveLength(1));
    for (let i = 0; i < 100; i++) await expect(client.incr('never')).rejects.toThrow();
    await expect(pingRedis(client, 1_000)).rejects.toThrow('Redis does not answer.');

    // The embedded server stays where it is, so the client is led back to it.
    client.options.port = Number(new URL(stores.redisUrl!).port);
    expect(await eventually(() => client.ping())).toBe('PONG');
    expect(await client.get('never')).toBeNull();
    expect(lines).toEqual([
      expect.stringMatching(/^Redis does not answer \(\w+\)\. Trying again until it does\.$/),
      'Redis answers again.',
    ]);
  });

  it('fails a command within its limit while the server is frozen', async () => {
    const client = await openReady({ commandTimeoutMs: 200 });
    process.kill(stores.redisPid(), 'SIGSTOP');
    try {
      await expect(client.get('word')).rejects.toThrow('timed out');
      await expect(pingRedis(client, 50)).rejects.toThrow(/^Redis (did not answer within 50 ms|does not answer)\.$/);
    } finally {
      process.kill(stores.redisPid(), 'SIGCONT');
    }
    expect(await eventually(() => client.ping())).toBe('PONG');
  });

  it('never sends a command a second time after its reply was lost', async () => {
    const direct = await openReady();
    const proxy = await CuttingProxy.to(Number(new URL(stores.redisUrl!).port));
    const client = await openReady({ url: urlWithPort(proxy.port) });
    let failed = 0;
    for (let i = 0; i < 20; i++) {
      await eventually(() => client.ping());
      proxy.dropReply = true;
      await client.incr('counted').catch(() => failed++);
      proxy.dropReply = false;
    }
    expect(failed).toBe(20);
    expect(await direct.get('counted')).toBe('20');
    proxy.close();
  });

  it('closes once the replies on their way are there, and also without a server', async () => {
    const client = await openReady();
    const reply = client.set('last', 'words');
    await closeRedis(client);
    expect(await reply).toBe('OK');
    await closeRedis(open({ url: 'redis://127.0.0.1:1' }));
    await closeRedis(client);
  });
});
