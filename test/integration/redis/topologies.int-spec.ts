import { RedisLiveStore } from '@app/analytics';
import { describeLiveStoreContract } from '@app/analytics/testing';
import { RedisPopularQuestions } from '@app/cache';
import { describePopularQuestionsContract } from '@app/cache/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProcessRegister, RedisLimitStore } from '@app/limits';
import { describeLimitStoreContract } from '@app/limits/testing';
import { RedisSessionStore } from '@app/sessions';
import { describeSessionStoreContract } from '@app/sessions/testing';
import { createRedis, redisKey, RedisScript, RedisStore, type RedisConnectionOptions } from '@app/storage';
import { writeAclFile } from '../../redis-servers/acl-file';
import { Certificates } from '../../redis-servers/certificates';
import { RedisCluster } from '../../redis-servers/redis-cluster';
import { RedisProcess } from '../../redis-servers/redis-process';
import { SentinelSet } from '../../redis-servers/sentinel-set';
import { eventually } from '../storage/store-fixture';

jest.setTimeout(120_000);

const ADD = new RedisScript('add', "return redis.call('INCRBY', KEYS[1], ARGV[1])");

describe('the Redis store', () => {
  const open: RedisStore[] = [];
  const lines: string[] = [];
  const log = { info: (line: string) => void lines.push(line), warn: (line: string) => void lines.push(line) };
  const connect = (options: RedisConnectionOptions): RedisStore => {
    const store = new RedisStore(createRedis({ timeoutMs: 1_000, ...options }), log);
    open.push(store);
    return store;
  };
  const add = (store: RedisStore, name: string, count: number) =>
    store.run({ script: ADD, keys: [redisKey(name, 'count')], args: [count] });

  beforeEach(() => (lines.length = 0));
  afterEach(() => Promise.all(open.splice(0).map((store) => store.close())));

  describe('behind TLS', () => {
    let certificates: Certificates;
    let server: RedisProcess;

    beforeAll(async () => {
      certificates = new Certificates();
      const args = [...certificates.serverArgs('yes'), '--requirepass', 's3cret'];
      server = await RedisProcess.start(args, { tls: true });
    });
    afterAll(async () => {
      await server.remove();
      certificates.remove();
    });

    const own = () => ({
      password: 's3cret',
      caCertPath: certificates.ca,
      clientCertPath: certificates.client.certificate,
      clientKeyPath: certificates.client.key,
    });

    it('is reached with the authority and a certificate of the client, by a rediss URL and by the setting', async () => {
      const byUrl = connect({ url: `rediss://localhost:${server.port}`, ...own() });
      expect(await eventually(() => byUrl.command('PING'))).toBe('PONG');
      const bySetting = connect({ url: `redis://localhost:${server.port}`, useTls: true, ...own() });
      expect(await eventually(() => bySetting.command('PING'))).toBe('PONG');
    });

    it.each([
      ['without the certificate that the server asks for', { clientCertPath: undefined, clientKeyPath: undefined }],
      ['when nobody vouches for the server', { caCertPath: undefined }],
    ])('is not reached %s', async (_, missing) => {
      const store = connect({ url: `rediss://localhost:${server.port}`, ...own(), ...missing });
      await eventually(() => expect(lines).toHaveLength(1));
      await expect(store.command('PING')).rejects.toThrow();
      expect(lines[0]).not.toContain('s3cret');
    });

    it('stops the start when a PEM file is not there', () => {
      const url = `rediss://localhost:${server.port}`;
      expect(() => connect({ url, caCertPath: join(server.directory, 'absent.pem') })).toThrow('ENOENT');
    });
  });

  describe('of an ACL user with the shipped file', () => {
    const directory = mkdtempSync(join(tmpdir(), 'stepwise-acl-'));
    let server: RedisProcess;

    beforeAll(async () => {
      server = await RedisProcess.start(['--aclfile', writeAclFile(directory, 'pass:word')]);
    });
    afterAll(async () => {
      await server.remove();
      rmSync(directory, { recursive: true, force: true });
    });

    it('may do what the product does, on its own keys', async () => {
      const store = connect({ url: server.url, username: 'stepwise', password: 'pass:word' });
      await eventually(() => store.command('PING'));
      expect(await add(store, 'user_1', 2)).toBe(2);
      expect(await store.command('GET', redisKey('user_1', 'count'))).toBe('2');
    });

    describe('of the limits and sessions', () => {
      let store: RedisStore;
      beforeAll(async () => {
        store = new RedisStore(createRedis({ url: server.url, username: 'stepwise', password: 'pass:word' }));
        await eventually(() => store.command('PING'));
      });
      afterAll(() => store.close());

      describeLimitStoreContract('Redis with the shipped ACL file', () => new RedisLimitStore(store));
      describeSessionStoreContract('Redis with the shipped ACL file', () => new RedisSessionStore(store));
      describeLiveStoreContract('Redis with the shipped ACL file', () => new RedisLiveStore(store));

      describe('and of what is popular', () => {
        const parts = ['weights', 'last', 'questions', 'landmark', 'bytes'];
        beforeEach(() => store.command('DEL', ...parts.map((part) => redisKey('cache', 'popular', part))));
        describePopularQuestionsContract(
          'Redis with the shipped ACL file',
          () => new RedisPopularQuestions(store, { most: 10, mostBytes: 20_000, halfLifeMs: 3_600_000 }),
        );
      });

      it('knows its processes', async () => {
        const [first, second] = [new ProcessRegister(store, 'one', 1), new ProcessRegister(store, 'two', 1)];
        await first.report();
        await second.report();
        await first.report();
        expect([first.count, second.count]).toEqual([2, 2]);
        await second.leave();
        await first.report();
        expect(first.count).toBe(1);
      });
    });

    it.each([
      ['FLUSHALL'],
      ['KEYS', '*'],
      ['CONFIG', 'GET', '*'],
      ['ACL', 'LIST'],
      ['SCRIPT', 'FLUSH'],
      ['MONITOR'],
      ['GET', 'another:key'],
      ['PUBLISH', 'another', 'x'],
      ['EVAL', "return redis.call('GET', 'another:key')", '0'],
      ['EVAL', "return redis.call('FLUSHALL')", '0'],
      ['REPLICAOF', 'NO', 'ONE'],
      ['MODULE', 'LIST'],
      ['SHUTDOWN'],
    ])('may not %s %s', async (...command: string[]) => {
      const store = connect({ url: server.url, username: 'stepwise', password: 'pass:word' });
      await eventually(() => store.command('PING'));
      await expect(store.command(command[0] ?? '', ...command.slice(1))).rejects.toThrow(
        /NOPERM|permission|The user executing the script can't/,
      );
      expect(store.state).toBe('closed');
    });

    it('is nobody without its password', async () => {
      connect({ url: server.url });
      await eventually(() => expect(lines).toHaveLength(1));
      expect(lines[0]).toContain('NOAUTH');
    });
  });

  describe('behind Sentinels', () => {
    let set: SentinelSet;

    beforeAll(async () => {
      set = await SentinelSet.start();
    });
    afterAll(() => set.remove());

    it('follows the master when it dies, by itself', async () => {
      const store = connect({ sentinel: set.address });
      await eventually(() => add(store, 'user_1', 1));
      const master = set.master;
      await master.kill();
      await eventually(() => expect(store.state).not.toBe('closed'));
      await eventually(() => add(store, 'user_1', 1));
      expect(set.master.port).not.toBe(master.port);
      expect(store.state).toBe('closed');
    });

    it('follows it also when the Sentinel that it asks first is frozen', async () => {
      const other = await SentinelSet.start();
      try {
        const { masterName, nodes } = other.address;
        other.sentinels.at(-1)?.signal('SIGSTOP');
        const store = connect({ sentinel: { masterName, nodes: nodes.toReversed() } });
        await eventually(() => add(store, 'user_1', 1));
        const { master } = other;
        await master.kill();
        await eventually(() => expect(store.state).not.toBe('closed'));
        await eventually(() => add(store, 'user_1', 1));
        expect(other.master.port).not.toBe(master.port);
      } finally {
        await other.remove();
      }
    });
  });

  describe('of a Cluster', () => {
    let cluster: RedisCluster;

    beforeAll(async () => {
      cluster = await RedisCluster.start();
    });
    afterAll(() => cluster.remove());

    it('runs scripts on whichever node has the keys, and bulks over all nodes with one result each', async () => {
      const store = connect({ clusterNodes: cluster.nodes });
      await eventually(() => store.command('PING'));
      const names = Array.from({ length: 30 }, (_, index) => `user_${index}`);
      await eventually(() => Promise.all(names.map((name) => add(store, name, 0))));
      const sums = await Promise.all(names.map((name, index) => add(store, name, index + 1)));
      expect(sums).toEqual(names.map((_, index) => index + 1));

      await store.command('LPUSH', redisKey('user_3', 'list'), 'x');
      const results = await store.bulk([
        ...names.map((name) => ({ name: 'GET', key: redisKey(name, 'count') })),
        { name: 'GET', key: redisKey('user_3', 'list') },
      ]);
      expect(results.slice(0, 30)).toEqual(names.map((_, index) => ({ ok: true, value: String(index + 1) })));
      expect(results[30]).toMatchObject({ ok: false, error: { message: expect.stringMatching(/^WRONGTYPE/) } });
      const holders = new Set(names.map((name) => cluster.masterOf(redisKey(name, 'count')).port));
      expect(holders.size).toBe(3);
    });

    it('lets a process end that closes its connection while it asks who holds what', async () => {
      const program = join(__dirname, 'close-while-refreshing.ts');
      const args = ['-r', './scripts/register-ts.cjs', program, JSON.stringify({ clusterNodes: cluster.nodes })];
      const child = spawn(process.execPath, args, { stdio: 'inherit' });
      const tooLong = setTimeout(() => child.kill('SIGKILL'), 60_000);
      const [code, killer] = (await once(child, 'exit')) as [number | null, string | null];
      clearTimeout(tooLong);
      expect([code, killer]).toEqual([0, null]);
    });
  });
});
