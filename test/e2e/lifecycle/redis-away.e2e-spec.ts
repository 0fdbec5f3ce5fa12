import { RedisStore } from '@app/storage';
import { RedisProcess } from '../../redis-servers/redis-process';
import { eventually } from '../../integration/storage/store-fixture';
import { ask } from '../support/json-client';
import { startApp, type RunningApp } from '../support/running-app';
import { startSql, type SqlFixture } from '../support/sql-fixture';

jest.setTimeout(120_000);

describe('what lives in Redis, without Redis', () => {
  let stores: SqlFixture;
  let redis: RedisProcess;
  let running: RunningApp;

  beforeAll(async () => {
    stores = await startSql();
    redis = await RedisProcess.start();
    running = await startApp({
      REDIS_URL: redis.url,
      DATABASE_URL: stores.databaseUrl,
      CACHE_ENABLED: 'true',
      RUN_JOBS: 'false',
    });
    await eventually(() => expect(running.app.get(RedisStore).isReady).toBe(true));
  });
  afterAll(async () => {
    await running.close();
    await redis.remove();
    await stores.remove();
  });

  it.each([
    ['GET', '/api/v1/cache/keys', undefined],
    ['GET', '/api/v1/cache/popular', undefined],
    ['POST', '/api/v1/cache/invalidate', { all: true }],
    ['POST', '/api/v1/cache/invalidate', { all: true, dryRun: true }],
    ['GET', '/api/v1/cache/warmup', undefined],
    ['POST', '/api/v1/cache/warmup', { source: 'popular' }],
    ['GET', '/api/v1/queues', undefined],
    ['GET', '/api/v1/queues/maintenance/failed', undefined],
    ['POST', '/api/v1/queues/maintenance/failed/1/retry', undefined],
    ['GET', '/api/v1/evaluations', undefined],
    ['POST', '/api/v1/evaluations', { questions: [{ question: '2 + 2?', answer: '4' }], strategies: ['direct'] }],
    ['GET', '/api/v1/monitoring/metrics', undefined],
    ['POST', '/api/v1/monitoring/metrics', { events: [{ name: 'shop.orders', value: 1 }] }],
    ['GET', '/api/v1/sessions', undefined],
  ])('answers 503 to %s %s, and when to come again', async (method, path, body) => {
    if (redis.isRunning) await redis.kill();
    const answer = await ask(`${running.url}${path}`, method, body);
    expect([answer.status, answer.body]).toMatchObject([503, { error: { code: 'storage_unavailable' } }]);
    expect(answer.headers.get('retry-after')).toBe('1');
  });
});
