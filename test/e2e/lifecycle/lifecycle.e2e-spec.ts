import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Gate, silence, UpstreamServer } from '@app/testing';
import { endpointEnv } from '../support/endpoint-env';
import { RunningProcess } from '../support/running-process';
import { readEvents } from '../support/sse-events';
import { chatChunks } from '../support/wire-replies';

describe('the server process', () => {
  let dataDir: string;

  beforeAll(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'stepwise-'));
  });

  afterAll(() => {
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('stopped in the middle of its first start, leaves with 0, nothing running and nothing in the way of the next', async () => {
    const server = RunningProcess.start({ DATA_DIR: dataDir });
    await server.printed(/Making the PostgreSQL data directory/);

    server.signal('SIGINT');

    expect(await server.exitCode()).toBe(0);
    expect(server.output).toContain('Stopped before it was ready.');
    expect(readdirSync(dataDir)).not.toContain('lock');
  }, 60_000);

  it('says what it is, lets a running stream end after the stop signal, and leaves with 0', async () => {
    const goOn = new Gate();
    const [first, ...rest] = chatChunks([], ['1', '0']);
    const upstream = await UpstreamServer.start(async (exchange) => {
      exchange.begin();
      await exchange.events(first, rest[0]);
      await goOn.passed;
      await exchange.events(...rest.slice(1));
      exchange.end();
    });
    const server = RunningProcess.start({ DATA_DIR: dataDir, ...endpointEnv(upstream.url) });
    const url = await server.listening();
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);

    const response = await fetch(`${url}/api/v1/chat`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ message: 'q', model: 'up/thinker', stream: true }),
    });
    server.signal('SIGTERM');
    while ((await fetch(`${url}/health/ready`)).status !== 503);
    goOn.open();
    const events = readEvents(await response.text());

    expect(events.at(-1)).toMatchObject({ event: 'finish', data: { finalAnswer: '10' } });
    expect(await server.exitCode()).toBe(0);
    expect(server.output).toMatch(/PostgreSQL .+\n.+Redis/);
    expect(server.output).toContain('provider   up');
    expect(server.output).toContain(`curl -s ${url}/api/v1/chat`);
    await upstream.close();
  }, 120_000);

  it('ends a whole answer that is not there at the deadline with an error, and leaves with 0', async () => {
    const upstream = await UpstreamServer.start(silence());
    const server = RunningProcess.start({
      DATA_DIR: dataDir,
      SHUTDOWN_TIMEOUT: '0.2',
      ...endpointEnv(upstream.url),
    });
    const url = await server.listening();
    const arrived = upstream.nextExchange();

    const asked = fetch(`${url}/api/v1/chat`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ message: 'q' }),
    });
    await arrived;
    server.signal('SIGTERM');
    const response = await asked;

    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ error: { code: 'shutting_down' } });
    expect(await server.exitCode()).toBe(0);
    expect(server.output).toContain('Stopping: 1 answer has up to');
    await upstream.close();
  }, 60_000);

  it('finds its data at the second start and tells how to get a provider when there is none', async () => {
    const server = RunningProcess.start({ DATA_DIR: dataDir, EMBEDDED_MODEL: 'false' });
    await server.listening();

    server.signal('SIGINT');

    expect(await server.exitCode()).toBe(0);
    expect(server.output).toContain('none yet: set OPENAI_API_KEY');
    expect(server.output).not.toContain('Making the PostgreSQL data directory');
  }, 60_000);

  it('says that its port is taken and leaves nothing running', async () => {
    const upstream = await UpstreamServer.start();
    const port = new URL(upstream.url).port;
    const server = RunningProcess.start({ DATA_DIR: dataDir, PORT: port });

    expect(await server.exitCode()).toBe(1);
    expect(server.output).toContain(`Port ${port} is taken: set PORT to another`);
    await upstream.close();
  }, 60_000);

  it('names HOST, and not its value, when it cannot be listened on', async () => {
    const server = RunningProcess.start({ DATA_DIR: dataDir, HOST: '300.1.1.1' });

    expect(await server.exitCode()).toBe(1);
    expect(server.output).toContain('HOST is no address of this machine: set it to');
    expect(server.output).not.toContain('300.1.1.1');
  }, 60_000);

  it('does not start with wrong settings, names each and shows no value', async () => {
    const server = RunningProcess.start({ DATA_DIR: dataDir, PORT: 'canary', COT_TEMPERATURE: '9' });

    expect(await server.exitCode()).toBe(1);
    expect(server.output).toMatch(/PORT must be.*\n.*COT_TEMPERATURE must be/);
    expect(server.output).not.toContain('canary');
  }, 60_000);
});
