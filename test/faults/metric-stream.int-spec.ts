import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { RedisMetricStream, type MetricEvent } from '@app/monitoring';
import { createRedis, redisKey, RedisStore } from '@app/storage';
import type { Redis } from 'ioredis';
import type { MetricsDto } from '../../src/monitoring/dto/metrics.dto';
import { startApp } from '../e2e/support/running-app';
import { eventually } from '../integration/storage/store-fixture';
import { RedisProcess } from '../redis-servers/redis-process';

jest.setTimeout(120_000);

const STREAM = redisKey('monitoring', 'metrics');
/** Entries that the stream keeps, about; what the dead reader had read, and what came after its death. */
const CAP = 1_000;
const READ = 500;
const AFTER = 5_000;

function eventsOf(count: number): MetricEvent[] {
  const time = Date.now();
  return Array.from({ length: count }, () => ({ name: 'probe', kind: 'sum', value: 1, count: 1, tags: {}, time }));
}

describe('the metric stream when its reader is dead', () => {
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

  const pending = async () => ((await direct.xpending(STREAM, 'monitor')) as [number])[0];

  it('F21 killed, and the stream trimmed: whoever takes over counts and shows exactly what nobody has read', async () => {
    const stream = new RedisMetricStream(redis, CAP);
    const args = ['-r', './scripts/register-ts.cjs', join(__dirname, 'metric-reader.ts'), server.url];
    const reader = spawn(process.execPath, args, { stdio: 'ignore' });
    await eventually(async () => expect(await direct.exists(STREAM)).toBe(1)); // it made its group
    await stream.append(eventsOf(READ));
    await eventually(async () => expect(await pending()).toBe(READ));
    reader.kill('SIGKILL');
    await once(reader, 'exit');
    await stream.append(eventsOf(AFTER));
    const lost = READ + AFTER - (await direct.xlen(STREAM));
    expect(lost).toBeGreaterThanOrEqual(READ + AFTER - CAP - 100); // whole nodes of the stream go, of 100 entries

    const running = await startApp({ REDIS_URL: server.url });
    try {
      const unread = await eventually(async () => {
        const { gaps } = (await (await fetch(`${running.url}/api/v1/monitoring/metrics`)).json()) as MetricsDto;
        if (gaps.unread === 0) throw new Error('the lease of the dead reader has not ended yet');
        return gaps.unread;
      });
      expect(unread).toBe(lost);
      const metrics = await (await fetch(`${running.url}/metrics`)).text();
      expect(/^stepwise_monitoring_unread_events_total (\d+)/m.exec(metrics)?.[1]).toBe(String(lost));
      await eventually(async () => expect(await pending()).toBeGreaterThanOrEqual(READ + AFTER - lost));
    } finally {
      await running.close();
    }
  });
});
