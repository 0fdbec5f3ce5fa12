import { execFileSync, spawnSync } from 'node:child_process';
import { MemoryLimitStore, RedisLimitStore, SharedLimitStore } from '@app/limits';
import { SystemClock } from '@app/kernel';
import { createRedis, isUnavailable, refusesWrites, redisKey, RedisStore } from '@app/storage';
import { eventually } from '../integration/storage/store-fixture';
import { RedisProcess } from '../redis-servers/redis-process';

jest.setTimeout(120_000);

const LAW = { quota: 100, windowMs: 3_600_000, burst: 100 };
const KEY = redisKey('user_1', 'note');
/** Leaves the server no byte more in any file, which it hears of as it does of a full disk. It must not be ended by the signal. */
const IGNORING_SIGNAL = ['bash', '-c', 'trap "" XFSZ; exec "$@"', 'redis'];
const describeHere = spawnSync('prlimit', ['--version']).status === 0 ? describe : describe.skip;

describeHere('Redis on a disk that is full', () => {
  let server: RedisProcess;
  let redis: RedisStore;
  let limits: SharedLimitStore;

  const begin = async (appendfsync: 'everysec' | 'always'): Promise<void> => {
    server = await RedisProcess.start(['--appendonly', 'yes', '--appendfsync', appendfsync], {
      under: IGNORING_SIGNAL,
    });
    redis = new RedisStore(createRedis({ url: server.url, commandTimeoutMs: 500 }));
    limits = new SharedLimitStore(new RedisLimitStore(redis), new MemoryLimitStore(new SystemClock()), {
      processes: () => 1,
      nowMs: () => performance.now(),
      newId: () => `repayment ${performance.now()}`,
      wasNotDone: (error) => redis.wasNotRun(error),
    });
    await eventually(() => redis.command('SET', KEY, 'before'));
  };
  const disk = (state: 'full' | 'well'): void => {
    const most = state === 'full' ? '1:' : 'unlimited:';
    execFileSync('prlimit', ['--pid', String(server.pid), `--fsize=${most}`]);
  };
  const admit = () => limits.admit({ scope: 'user_1', rates: [{ name: 'requests', law: LAW, cost: 1 }] });

  afterEach(async () => {
    await redis.close();
    await server.remove();
  });

  it('F15 everysec: writes are refused as such, what is read is there, the share decides, and all goes on after', async () => {
    await begin('everysec');
    disk('full');
    await eventually(async () => {
      const refused: unknown = await redis.command('SET', KEY, 'x'.repeat(10_000)).then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(refusesWrites(refused)).toBe(true);
    });
    expect(await redis.command('GET', KEY)).toEqual(expect.any(String));
    expect(await admit()).toMatchObject({ admitted: true, decidedBy: 'share' });
    expect(redis.state).toBe('closed');
    disk('well');
    await eventually(() => redis.command('SET', KEY, 'after'));
    await eventually(async () => expect(await admit()).toMatchObject({ decidedBy: 'store' }));
  });

  it('F15 always: the server ends itself, which is as when it is away', async () => {
    await begin('always');
    disk('full');
    await eventually(async () => {
      const failed: unknown = await redis.command('SET', KEY, 'later').then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(isUnavailable(failed)).toBe(true);
    });
    expect(await admit()).toMatchObject({ admitted: true, decidedBy: 'share' });
    await server.kill();
    await server.startAgain();
    await eventually(async () => expect(await admit()).toMatchObject({ decidedBy: 'store' }));
  });
});
