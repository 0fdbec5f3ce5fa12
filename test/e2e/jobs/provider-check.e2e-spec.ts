import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModelInfo } from '@app/contracts';
import { startEmbeddedStores, type EmbeddedStores } from '@app/embedded';
import { replyJson, UpstreamServer } from '@app/testing';
import { Redis } from 'ioredis';
import { JobRunner } from '../../../src/jobs/job-runner';
import { endpointEnv } from '../support/endpoint-env';
import { startApp, type RunningApp } from '../support/running-app';
import { RunningProcess } from '../support/running-process';

jest.setTimeout(60_000);

const NO_DATABASE = 'postgres://nobody@127.0.0.1:1/none';
const KEY = 'sw:{system}:provider-status';

describe('the provider check', () => {
  let dataDir: string;
  let stores: EmbeddedStores;
  let redis: Redis;
  let well: UpstreamServer;
  let refusing: UpstreamServer;
  let running: RunningApp | undefined;

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'stepwise-'));
    stores = await startEmbeddedStores({ dataDir, needRedis: true, needPostgres: false, onProgress: () => undefined });
    redis = new Redis(stores.redisUrl!);
    well = await UpstreamServer.start(replyJson({ object: 'list', data: [] }));
    refusing = await UpstreamServer.start(replyJson({ error: { message: 'bad key' } }, 401));
  }, 120_000);

  beforeEach(() => redis.flushall());

  afterEach(async () => {
    await running?.close();
    running = undefined;
  });

  afterAll(async () => {
    redis.disconnect();
    await Promise.all([well.close(), refusing.close()]);
    await stores.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const env = (more: Record<string, string> = {}): Record<string, string> => ({
    REDIS_URL: stores.redisUrl!,
    DATABASE_URL: NO_DATABASE,
    PROVIDER_CHECK_INTERVAL: '86400',
    ...endpointEnv(well.url),
    OPENAI_API_KEY: 'sk-canary',
    OPENAI_BASE_URL: `${refusing.url}/v1`,
    DEEPSEEK_API_KEY: 'sk-canary',
    DEEPSEEK_BASE_URL: 'http://127.0.0.1:1',
    ...more,
  });
  const start = async (more: Record<string, string> = {}): Promise<RunningApp> => {
    running = await startApp(env(more));
    running.app.get(JobRunner).start();
    return running;
  };
  const states = async ({ url }: RunningApp): Promise<Record<string, string | undefined>> => {
    const { models } = (await (await fetch(`${url}/api/v1/models`)).json()) as { models: ModelInfo[] };
    return Object.fromEntries(models.map(({ provider, providerStatus }) => [provider, providerStatus]));
  };
  const checked = async (): Promise<void> => {
    while ((await redis.exists(KEY)) === 0);
  };

  it('runs soon after the start and shows each provider’s state at the models and in the metrics', async () => {
    const app = await start();
    await checked();

    expect(await states(app)).toEqual({
      up: 'ok',
      openai: 'key_refused',
      deepseek: 'unreachable',
      anthropic: undefined,
      mistral: undefined,
    });
    expect(await redis.pttl(KEY)).toBeGreaterThan(2 * 86_400_000);
    expect(await redis.get(KEY)).not.toContain('canary');
    const metrics = await (await fetch(`${app.url}/metrics`)).text();
    expect(metrics).toContain('stepwise_provider_up{provider="up"} 1');
    expect(metrics).toContain('stepwise_provider_up{provider="openai"} 0');
    expect(well.exchanges.at(-1)).toMatchObject({ method: 'GET', path: '/v1/models' });
    expect(refusing.exchanges.at(-1)?.headers.authorization).toBe('Bearer sk-canary');
  });

  /** When the check is repeated, of all the jobs by the clock: its name and its interval. */
  const schedules = async (): Promise<string[]> =>
    (await redis.zrange('sw:{queue}:maintenance:repeat', '0', '-1')).filter((key) => key.startsWith('provider-check'));

  it('is repeated, once for all processes', async () => {
    const asked = well.exchanges.length;
    const other = await startApp(env({ PROVIDER_CHECK_INTERVAL: '1' }));
    await start({ PROVIDER_CHECK_INTERVAL: '1' });
    other.app.get(JobRunner).start();
    while (well.exchanges.length < asked + 3) await redis.ping();

    expect(await schedules()).toHaveLength(1);
    await other.close();
  });

  it('has one schedule after its interval was changed, and none after it was switched off', async () => {
    await start({ PROVIDER_CHECK_INTERVAL: '3600' });
    while ((await schedules()).length !== 1);
    await running?.close();

    await start({ PROVIDER_CHECK_INTERVAL: '7200' });
    while (!(await schedules()).join().endsWith(':7200000'));
    expect(await schedules()).toHaveLength(1);
    await running?.close();

    await start({ PROVIDER_CHECK_INTERVAL: '0' });
    while ((await schedules()).length !== 0);
  });

  it('waits for a Redis that is away at the start, while the server answers', async () => {
    const door = await freePort();
    const { password } = new URL(stores.redisUrl!);
    const app = await start({ REDIS_URL: `redis://:${password}@127.0.0.1:${door}` });
    expect(await states(app)).toMatchObject({ up: undefined, openai: undefined });

    const proxy = await listenOn(door, Number(new URL(stores.redisUrl!).port));
    await checked();
    while ((await states(app))['up'] !== 'ok');

    proxy.close();
  });

  it('is done by a worker where the server does no jobs, and the worker leaves with 0', async () => {
    const app = await start({ RUN_JOBS: 'false' });
    const worker = RunningProcess.start(env({ RUN_JOBS: 'false' }), 'src/worker.ts');
    await worker.printed(/worker is ready after [\d.]+ s: queues maintenance/);
    await checked();

    expect((await states(app))['openai']).toBe('key_refused');
    await worker.printed(/The provider openai went from not checked to key_refused\./);
    worker.signal('SIGTERM');
    expect(await worker.exitCode()).toBe(0);
    expect(worker.output).not.toContain('canary');
  });
});

describe('a worker', () => {
  it('does not start without the stores of the servers, and names both settings', async () => {
    const worker = RunningProcess.start({}, 'src/worker.ts');

    expect(await worker.exitCode()).toBe(1);
    expect(worker.output).toMatch(/REDIS_URL must be set for a worker.*\n.*DATABASE_URL must be set for a worker/);
  });

  it('leaves with 0 also while its Redis is away', async () => {
    const worker = RunningProcess.start(
      { REDIS_URL: 'redis://127.0.0.1:1', DATABASE_URL: NO_DATABASE },
      'src/worker.ts',
    );
    await worker.printed(/worker is ready/);

    worker.signal('SIGINT');

    expect(await worker.exitCode()).toBe(0);
  });
});

async function freePort(): Promise<number> {
  const server = await listenOn(0, 1);
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Leads from one port to another; when it is closed, those who are connected stay so. */
async function listenOn(port: number, target: number): Promise<Server> {
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) socket.on('error', () => undefined);
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return server;
}
