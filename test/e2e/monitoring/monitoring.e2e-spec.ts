import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ErrorBody } from '@app/contracts';
import { startEmbeddedStores, type EmbeddedStores } from '@app/embedded';
import { MonitoringStore } from '@app/monitoring';
import { anomalyOf } from '@app/monitoring/testing';
import { DatabaseSchema } from '@app/storage';
import { replyJson, UpstreamServer } from '@app/testing';
import { JobRunner } from '../../../src/jobs/job-runner';
import { AnomalyAlerts } from '../../../src/monitoring/anomaly-alerts';
import type { AnomaliesDto, AnomalyDto, DetectionDto, SeriesDto } from '../../../src/monitoring/dto/anomalies.dto';
import type { MetricsDto } from '../../../src/monitoring/dto/metrics.dto';
import { eventually } from '../../integration/storage/store-fixture';
import { endpointEnv } from '../support/endpoint-env';
import { startApp, type RunningApp } from '../support/running-app';
import { chatBody } from '../support/wire-replies';

jest.setTimeout(120_000);

const SECRET = 'a-secret-of-the-webhook';

interface Delivery {
  headers: IncomingHttpHeaders;
  body: string;
}

describe('monitoring', () => {
  let dataDir: string;
  let stores: EmbeddedStores;
  let upstream: UpstreamServer;
  let running: RunningApp;
  let hook: Server;
  const deliveries: Delivery[] = [];

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'stepwise-'));
    stores = await startEmbeddedStores({ dataDir, needRedis: true, needPostgres: true, onProgress: () => undefined });
    upstream = await UpstreamServer.start(replyJson(chatBody(undefined, 'x')));
    hook = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        deliveries.push({ headers: request.headers, body });
        // The first try finds it broken, the second is sent elsewhere, which is not followed.
        if (deliveries.length === 1) response.writeHead(500).end();
        else if (deliveries.length === 2) response.writeHead(302, { location: `${running.url}/health/live` }).end();
        else response.writeHead(204).end();
      });
    });
    hook.listen(0, '127.0.0.1');
    await once(hook, 'listening');
    running = await startApp({
      ...endpointEnv(upstream.url),
      REDIS_URL: stores.redisUrl!,
      DATABASE_URL: stores.databaseUrl!,
      PROVIDER_CHECK_INTERVAL: '0',
      ANOMALY_INTERVAL: '1',
      ALERT_WEBHOOK_URL: `http://127.0.0.1:${(hook.address() as AddressInfo).port}/alerts`,
      ALERT_WEBHOOK_SECRET: SECRET,
    });
    await running.app.get(DatabaseSchema).prepare();
    running.app.get(JobRunner).start();
  });
  afterAll(async () => {
    await running.close();
    hook.close();
    await upstream.close();
    await stores.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller knows what it asks for
  const call = async <Body = unknown>(path: string, body?: object): Promise<{ status: number; body: Body }> => {
    const response = await fetch(`${running.url}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Body };
  };
  /** Reads an event stream until it holds the text. */
  const readUntil = async (
    path: string,
    text: string,
    act?: () => Promise<unknown>,
    lastId?: string,
  ): Promise<string> => {
    const abort = new AbortController();
    const headers: Record<string, string> = lastId === undefined ? {} : { 'Last-Event-ID': lastId };
    const response = await fetch(`${running.url}/api/v1/monitoring/${path}`, { headers, signal: abort.signal });
    let received = '';
    let acted = false;
    for await (const chunk of response.body!) {
      received += Buffer.from(chunk).toString();
      if (!acted) await act?.();
      acted = true;
      if (received.includes(text)) break;
    }
    abort.abort();
    return received;
  };

  it('tells what chats did, by name and time', async () => {
    await call('/api/v1/chat', { message: 'q' });
    await eventually(async () => {
      const { body } = await call<MetricsDto>('/api/v1/monitoring/metrics?name=chat.turns&windowSeconds=300');
      expect(body.events).toMatchObject([
        { name: 'chat.turns', kind: 'sum', value: 1, count: 1, tags: { model: 'up/plain', outcome: 'finished' } },
      ]);
      expect(body.to - body.from).toBe(300_000);
      expect(body.gaps).toEqual({ unwritten: 0, unread: 0, unsaved: 0 });
    });
    const { body } = await call<MetricsDto>('/api/v1/monitoring/metrics');
    const names = new Set(body.events.map(({ name }) => name));
    for (const name of [
      'chat.latency_ms',
      'chat.tokens',
      'chat.cost_micro_usd',
      'http.requests',
      'process.rss_bytes',
    ]) {
      expect(names).toContain(name);
    }
  });

  it('takes metrics of others, shows them live, and goes on after the last one that was seen', async () => {
    const add = (value: number) =>
      call('/api/v1/monitoring/metrics', {
        events: [{ name: 'shop.orders', value, kind: 'sum', tags: { shop: 'north' } }],
      });
    const seen = await readUntil('metrics/live?names=shop.orders', '"value":7', () => add(7));
    expect(seen).toMatch(/^id: \d+-\d+\nevent: ready\ndata: {}\n\n/);
    expect(seen).not.toContain('process.');
    const id = /id: (\d+-\d+)\nevent: metric/.exec(seen)?.[1];
    await add(8);
    const more = await readUntil('metrics/live?names=shop.orders', '"value":8', undefined, id);
    expect(more).not.toContain('"value":7');
    expect(more).not.toContain('event: gap');
  });

  it('tells a live reader that it has missed entries, and how many', async () => {
    const id = /id: (\d+)-(\d+)/.exec(await readUntil('metrics/live', 'event: ready'))!;
    const newer = `${id[1]}-${Number(id[2]) + 100_000}`;
    expect(await readUntil('metrics/live', 'event: gap', undefined, newer)).toContain('{"missed":"unknown"}');
  });

  it.each([
    [{ events: [{ name: 'chat.turns', value: 1 }] }, 'events[0].name'],
    [{ events: [{ name: 'shop.orders', value: 'many' }] }, 'events[0].value'],
    [{ events: [] }, 'events'],
  ])('refuses %j', async (events, param) => {
    const { status, body } = await call<ErrorBody>('/api/v1/monitoring/metrics', events);
    expect([status, body.error.param]).toEqual([400, param]);
  });

  it('keeps a point of every watched series for each interval', async () => {
    await eventually(async () => {
      const { body } = await call<SeriesDto>('/api/v1/monitoring/series?name=requests&windowSeconds=300');
      expect(body.names).toEqual(expect.arrayContaining(['requests', 'shop.orders', 'tokens']));
      expect(body.points!.length).toBeGreaterThan(3);
      expect(body.points!.reduce((sum, { value }) => sum + value, 0)).toBe(1);
    });
  });

  it('tells of an anomaly: on the page, in the list, and to the webhook, signed, until it takes it', async () => {
    const anomaly = anomalyOf({ id: 'anomaly_e2e', at: Date.now() });
    await running.app.get(MonitoringStore).saveAnomaly(anomaly);
    const raise = async (): Promise<void> => running.app.get(AnomalyAlerts).raise(anomaly);
    expect(await readUntil('anomalies/live', 'event: anomaly', raise)).toContain('"id":"anomaly_e2e"');
    const { body } = await call<AnomaliesDto>('/api/v1/monitoring/anomalies?status=open&series=latency_ms');
    expect(body.anomalies).toEqual([anomaly]);

    await eventually(() => expect(deliveries.length).toBeGreaterThanOrEqual(3));
    for (const { headers, body: sent } of deliveries) {
      const [, seconds, signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['x-stepwise-signature'])) ?? [];
      expect(signature).toBe(createHmac('sha256', SECRET).update(`${seconds}.${sent}`).digest('hex'));
      expect(JSON.parse(sent)).toMatchObject({ type: 'anomaly', anomaly: { id: 'anomaly_e2e' } });
      expect(headers['x-stepwise-delivery']).toBe('anomaly_e2e');
    }
  });

  it('takes what somebody makes of an anomaly', async () => {
    const path = '/api/v1/monitoring/anomalies/anomaly_e2e';
    const { body } = await call<AnomalyDto>(`${path}/feedback`, { status: 'dismissed', note: 'a load test' });
    expect(body).toMatchObject({ status: 'dismissed', note: 'a load test', decidedBy: 'user_local' });
    expect((await call<AnomalyDto>(path)).body).toEqual(body);
    expect((await call(`${path}x`)).status).toBe(404);
    const { body: audit } = await call<{ entries: object[] }>('/api/v1/audit?action=anomaly.decide');
    expect(audit.entries).toMatchObject([{ actor: { userId: 'user_local' }, details: { outcome: 'dismissed' } }]);
    expect((await call(`${path}x/feedback`, { status: 'confirmed' })).status).toBe(404);
  });

  it('judges a series that is given whole', async () => {
    const values = Array.from({ length: 300 }, (_, index) => (index === 250 ? 90 : 10 + (index % 7)));
    const { body } = await call<DetectionDto>('/api/v1/monitoring/detect', { values });
    expect(body).toMatchObject({ alertScore: 0.5, anomalies: [250] });
    expect(body.scores).toHaveLength(300);
  });
});
