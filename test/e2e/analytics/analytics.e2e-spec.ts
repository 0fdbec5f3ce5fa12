import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ErrorBody } from '@app/contracts';
import { startEmbeddedStores, type EmbeddedStores } from '@app/embedded';
import { DatabaseSchema } from '@app/storage';
import { replyJson, UpstreamServer } from '@app/testing';
import type {
  AnalyticsSummaryDto,
  AnalyticsTimeseriesDto,
  AnalyticsTopDto,
} from '../../../src/analytics/dto/analytics.dto';
import { JobQueues } from '../../../src/jobs/job-queues';
import { JobRunner } from '../../../src/jobs/job-runner';
import { eventually } from '../../integration/storage/store-fixture';
import { endpointEnv } from '../support/endpoint-env';
import type { UsageDto } from '../../../src/usage/dto/usage.dto';
import { startApp, type RunningApp } from '../support/running-app';
import { chatBody, chatChunks } from '../support/wire-replies';

jest.setTimeout(120_000);

const HOUR_S = 3_600;

describe('analytics', () => {
  let dataDir: string;
  let stores: EmbeddedStores;
  let upstream: UpstreamServer;
  let running: RunningApp;

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'stepwise-'));
    stores = await startEmbeddedStores({ dataDir, needRedis: true, needPostgres: true, onProgress: () => undefined });
    upstream = await UpstreamServer.start(replyJson(chatBody(undefined, 'Thought: a\nFinal Answer: 10')));
    running = await startApp({
      ...endpointEnv(upstream.url),
      REDIS_URL: stores.redisUrl!,
      DATABASE_URL: stores.databaseUrl!,
      PROVIDER_CHECK_INTERVAL: '0',
    });
    await running.app.get(DatabaseSchema).prepare();
  });
  afterAll(async () => {
    await running.close();
    await upstream.close();
    await stores.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const ask = (body: object): Promise<Response> =>
    fetch(`${running.url}/api/v1/chat`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller knows what it asks for
  const get = async <Body = AnalyticsSummaryDto>(path: string): Promise<{ status: number; body: Body }> => {
    const response = await fetch(`${running.url}/api/v1/analytics/${path}`);
    return { status: response.status, body: (await response.json()) as Body };
  };

  it('counts turns, whatever became of them, and tells by what', async () => {
    await (await ask({ message: 'one' })).text();
    await (await ask({ message: 'two', reasoning: { strategy: 'direct' } })).text();
    upstream.answer(replyJson({ error: { message: 'no' } }, 400));
    await (await ask({ message: 'three' })).text();
    upstream.answer(replyJson(chatBody(undefined, 'x')));

    const summary = await eventually(async () => {
      const { body } = await get(`summary?windowSeconds=${HOUR_S}`);
      expect(body.totals.requests).toBe(3);
      return body;
    });
    expect(summary).toMatchObject({
      scope: 'organisation',
      grain: 'minute',
      live: true,
      totals: { errors: 1, inputTokens: 24, outputTokens: 18, costMicroUsd: 228 },
      errorRate: 0.3333,
      uniqueUsers: 1,
      latency: { count: 3, p95Ms: expect.any(Number) },
      byOutcome: [
        { value: 'finished', totals: { requests: 2 } },
        { value: 'failed', totals: { requests: 1 } },
      ],
      byModel: [{ value: 'up/plain', totals: { requests: 3 }, latency: { count: 3 } }],
      byError: [{ totals: { requests: 1 } }],
    });
    expect(summary.byStrategy?.map(({ value }) => value).sort()).toEqual(['cot', 'direct']);
  });

  it('tells a caller of its own turns alone, and what is most used', async () => {
    const own = (await get('summary?scope=own')).body;
    expect(own).toMatchObject({ scope: 'own', totals: { requests: 3 }, latency: { count: 3 } });
    expect(own).not.toHaveProperty('byModel');
    const top = (await get<AnalyticsTopDto>('top?dimension=user&measure=outputTokens')).body;
    expect(top.items).toMatchObject([{ value: 'user_local', totals: { outputTokens: 18 } }]);
  });

  it('gives a point for every bucket', async () => {
    const { body } = await get<AnalyticsTimeseriesDto>(`timeseries?windowSeconds=${HOUR_S}&by=strategy`);
    expect(body.series).toHaveLength(2);
    expect(body.series[0]?.points.length).toBeGreaterThanOrEqual(60);
    const seconds = (await get<AnalyticsTimeseriesDto>('timeseries?windowSeconds=200')).body;
    expect(seconds).toMatchObject({ grain: 'second', omitted: 0 });
    const requests = seconds.series[0]!.points.map(({ totals }) => totals.requests);
    expect(requests.reduce((sum, count) => sum + count, 0)).toBe(3);
  });

  it('refuses what makes no sense, by its name', async () => {
    for (const [path, param] of [
      ['summary?windowSeconds=0', 'windowSeconds'],
      ['summary?grain=week', 'grain'],
      ['timeseries?windowSeconds=8640000&grain=minute', 'grain'],
      ['top?dimension=colour', 'dimension'],
    ] as const) {
      const { status, body } = await get<ErrorBody>(path);
      expect([status, body.error.param]).toEqual([400, param]);
    }
  });

  it('streams seconds as they pass, and goes on after the last one that was seen', async () => {
    const since = Math.floor(Date.now() / 1000) * 1000 - 5_000;
    const abort = new AbortController();
    const response = await fetch(`${running.url}/api/v1/analytics/live`, {
      headers: { 'Last-Event-ID': String(since) },
      signal: abort.signal,
    });
    const ids: number[] = [];
    let text = '';
    for await (const chunk of response.body!) {
      text += Buffer.from(chunk).toString();
      ids.splice(0, ids.length, ...[...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id)));
      if (ids.length >= 6) break;
    }
    abort.abort();
    expect(ids.slice(0, 6)).toEqual([1, 2, 3, 4, 5, 6].map((second) => since + second * 1_000));
    expect(text).toContain('event: point\ndata: {"grain":"second"');
  });

  it('counts what turns cost that did not finish, as the bill does', async () => {
    const { totals: before } = (await get('summary')).body;
    upstream.answer(async (exchange) => {
      exchange.begin();
      await exchange.events(...chatChunks([], ['a ', 'b ']).slice(0, 3));
      await exchange.closed;
    });
    const leaving = new AbortController();
    const left = await fetch(`${running.url}/api/v1/chat`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ message: 'left', stream: true, resumable: false }),
      signal: leaving.signal,
    });
    await left.body!.getReader().read();
    leaving.abort();
    await eventually(async () => {
      const { totals } = (await get('summary')).body;
      const { rows } = (await (await fetch(`${running.url}/api/v1/usage?groupBy=model`)).json()) as UsageDto;
      expect(totals.requests).toBe(before.requests + 1);
      expect(totals.costMicroUsd).toBeGreaterThan(before.costMicroUsd);
      expect(totals.costMicroUsd).toBe(rows[0]?.costMicroUsd);
    });
  });

  it('rolls up by a job', async () => {
    running.app.get(JobRunner).start();
    await eventually(async () => {
      await running.app.get(JobQueues).add('analytics-rollup', {});
      const metrics = await (await fetch(`${running.url}/metrics`)).text();
      expect(metrics).toMatch(/stepwise_analytics_last_rollup_timestamp_seconds [1-9]/);
    });
    expect((await get('summary')).body.totals.requests).toBe(4);
  });
});
