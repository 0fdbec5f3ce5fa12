import { RedisMetricStream } from '@app/monitoring';
import { describeMetricStreamContract } from '@app/monitoring/testing';
import { createRedis, RedisStore } from '@app/storage';
import type { Redis } from 'ioredis';
import { RedisProcess } from '../../redis-servers/redis-process';
import { eventually } from '../storage/store-fixture';

jest.setTimeout(60_000);

describe('metric events in Redis', () => {
  let server: RedisProcess;
  let direct: Redis;
  let redis: RedisStore;

  beforeAll(async () => {
    server = await RedisProcess.start();
    direct = server.client();
    redis = new RedisStore(createRedis({ url: server.url }));
    await eventually(() => redis.command('PING'));
  });
  afterAll(async () => {
    direct.disconnect();
    await redis.close();
    await server.remove();
  });

  describeMetricStreamContract('Redis', async () => {
    await direct.flushall();
    return {
      stream: new RedisMetricStream(redis, 100),
      endLease: async (group) => {
        expect(await direct.del(`sw:{monitoring}:metrics-reader:${group}`)).toBe(1);
      },
    };
  });

  it('leave nothing pending behind what was trimmed', async () => {
    await direct.flushall();
    const stream = new RedisMetricStream(redis, 100);
    const events = (count: number) =>
      Array.from({ length: count }, () => ({ name: 'a', kind: 'sum', value: 1, count: 1, tags: {}, time: 1 }) as const);
    await stream.append(events(50));
    await stream.take('g', 'dead', 50);
    await stream.append(events(1_000));
    await direct.del('sw:{monitoring}:metrics-reader:g');
    const taken = await stream.take('g', 'alive', 10_000);
    await stream.acknowledge(
      'g',
      taken!.entries.map(({ id }) => id),
    );
    const [pending] = (await direct.xpending('sw:{monitoring}:metrics', 'g')) as [number];
    expect(pending).toBe(0);
    expect(taken!.lost + taken!.entries.length).toBe(1_050);
  });

  it('go on numbering when the stream was deleted, so that a reader notices', async () => {
    const stream = new RedisMetricStream(redis, 100);
    const before = await stream.newestId();
    await direct.del('sw:{monitoring}:metrics');
    await stream.append([{ name: 'a', kind: 'sum', value: 1, count: 1, tags: {}, time: 1 }]);
    expect(await stream.after(before, 10)).toMatchObject({ missed: 0, entries: [{ name: 'a' }] });
  });
});
