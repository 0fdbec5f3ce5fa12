import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { replyJson, UpstreamServer } from '@app/testing';
import { eventually } from '../../integration/storage/store-fixture';
import { endpointEnv } from '../support/endpoint-env';
import { startApp, type RunningApp } from '../support/running-app';
import { chatBody } from '../support/wire-replies';

jest.setTimeout(100_000);

const ROOT = join(__dirname, '../../..');
const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT_ID = '00f067aa0ba902b7';

interface ReceivedSpan {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  kind: number;
  status?: { code?: number };
  attributes: { key: string; value: Record<string, unknown> }[];
}

/** Which modules of OpenTelemetry's SDK a start with these variables loads. */
function loadedWith(env: Record<string, string>): string {
  const args = ['-r', './scripts/register-ts.cjs', 'test/e2e/tracing/loaded-modules.ts'];
  const { stdout } = spawnSync(process.execPath, args, {
    cwd: ROOT,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
  });
  return /loaded: (.*)/.exec(stdout)?.[1] ?? `it did not start: ${stdout}`;
}

describe('traces', () => {
  let collector: Server;
  let endpoint: string;
  let upstream: UpstreamServer;
  let running: RunningApp;
  const spans: ReceivedSpan[] = [];
  const before = { ...process.env };

  beforeAll(async () => {
    collector = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const { resourceSpans } = JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: ReceivedSpan[] }[] }[] };
        spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      });
    });
    collector.listen(0, '127.0.0.1');
    await once(collector, 'listening');
    endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
    upstream = await UpstreamServer.start(replyJson(chatBody(undefined, 'the secret answer')));
    // OpenTelemetry's exporter reads its own variables.
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = endpoint;
    running = await startApp({
      ...endpointEnv(upstream.url),
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      OTEL_BSP_SCHEDULE_DELAY: '100',
    });
  });
  afterAll(async () => {
    await running.close();
    process.env = before;
    await upstream.close();
    collector.close();
  });

  const chat = (body: object) =>
    fetch(`${running.url}/api/v1/chat`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', traceparent: `00-${TRACE_ID}-${PARENT_ID}-01` },
      body: JSON.stringify(body),
    });
  const attributes = ({ attributes: all }: ReceivedSpan) =>
    Object.fromEntries(all.map(({ key, value }) => [key, Object.values(value)[0]]));
  const named = (name: string): ReceivedSpan => {
    const span = spans.find((one) => one.name === name);
    if (span === undefined) throw new Error(`There is no span ${name} yet.`);
    return span;
  };

  it('show a request, its turn and its calls as parts of the trace it came with', async () => {
    await (await chat({ message: 'the secret question', reasoning: { strategy: 'direct' } })).text();
    const [request, turn, call] = await eventually(() => [
      named('POST /api/v1/chat'),
      named('turn direct'),
      named('chat up/plain'),
    ]);
    for (const span of [request, turn, call]) expect(span.traceId).toBe(TRACE_ID);
    expect([request.parentSpanId, turn.parentSpanId, call.parentSpanId]).toEqual([
      PARENT_ID,
      request.spanId,
      turn.spanId,
    ]);
    expect(attributes(request)).toMatchObject({ 'http.route': '/api/v1/chat', 'http.response.status_code': 200 });
    expect(attributes(turn)).toMatchObject({ 'stepwise.strategy': 'direct', 'stepwise.outcome': 'finished' });
    expect(attributes(call)).toMatchObject({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'up',
      'gen_ai.request.model': 'up/plain',
      'gen_ai.usage.input_tokens': 12,
      'gen_ai.usage.output_tokens': 9,
    });
  });

  it('hold no word of anybody', async () => {
    await eventually(() => named('chat up/plain'));
    expect(JSON.stringify(spans)).not.toContain('secret');
  });

  it('tell errors by their code', async () => {
    spans.length = 0;
    upstream.answer(replyJson({ error: { message: 'the secret reason' } }, 400));
    await (await chat({ message: 'q', reasoning: { strategy: 'direct' } })).text();
    const call = await eventually(() => named('chat up/plain'));
    expect(attributes(call)['error.type']).toMatch(/^[a-z_]+$/);
    expect(call.status?.code).toBe(2);
    expect(JSON.stringify(spans)).not.toContain('secret');
  });

  it('cost nothing when they are off: not even loading', () => {
    expect(loadedWith({})).toBe('');
    expect(loadedWith({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SDK_DISABLED: 'true' })).toBe('');
    expect(loadedWith({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint })).toContain('@opentelemetry/sdk-trace');
  });
});
