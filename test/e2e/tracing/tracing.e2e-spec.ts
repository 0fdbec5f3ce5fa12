import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { replyJson, UpstreamServer } from '@app/testing';
import { endpointEnv } from '../support/endpoint-env';
import { chatBody } from '../support/wire-replies';

jest.setTimeout(120_000);

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

/** Runs the app with these variables, has it asked these questions, and tells which modules of OpenTelemetry's SDK it loaded. */
async function run(env: Record<string, string>, questions: readonly object[] = []): Promise<string> {
  const args = ['-r', './scripts/register-ts.cjs', 'test/e2e/tracing/traced-app.ts', JSON.stringify(questions)];
  const options = { cwd: ROOT, env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env } };
  const { stdout } = await promisify(execFile)(process.execPath, args, options);
  return /loaded: (.*)/.exec(stdout)?.[1] ?? `it did not start: ${stdout}`;
}

describe('traces', () => {
  let collector: Server;
  let endpoint: string;
  let upstream: UpstreamServer;
  let loaded: string[];
  const spans: ReceivedSpan[] = [];

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
    upstream = await UpstreamServer.start();
    upstream.answer(
      replyJson(chatBody(undefined, 'the secret answer')),
      replyJson({ error: { message: 'the secret reason' } }, 400),
      replyJson(chatBody(undefined, 'Final Answer: 10')),
    );
    const ask = (message: string, reasoning: object) => ({ message, reasoning });
    const questions = [
      ask('the secret question', { strategy: 'direct' }),
      ask('another secret question', { strategy: 'direct' }),
      ask('a secret question for several', { strategy: 'self-consistency', samples: 2 }),
    ];
    const on = {
      ...endpointEnv(upstream.url),
      CACHE_ENABLED: 'true',
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      TEST_TRACEPARENT: `00-${TRACE_ID}-${PARENT_ID}-01`,
    };
    const off = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SDK_DISABLED: 'true' };
    loaded = await Promise.all([run({}), run(off), run(on, questions)]);
  });
  afterAll(async () => {
    await upstream.close();
    collector.close();
  });

  const attributes = (span: ReceivedSpan | undefined) =>
    Object.fromEntries((span?.attributes ?? []).map(({ key, value }) => [key, Object.values(value)[0]]));
  const named = (name: string): ReceivedSpan[] => spans.filter((one) => one.name === name);

  it('show a request, its turn and its calls as parts of the trace it came with', () => {
    const [[request], [turn], [call]] = [named('POST /api/v1/chat'), named('turn direct'), named('chat up/plain')];
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([TRACE_ID]));
    expect([request?.parentSpanId, turn?.parentSpanId, call?.parentSpanId]).toEqual([
      PARENT_ID,
      request?.spanId,
      turn?.spanId,
    ]);
    expect(attributes(request)).toMatchObject({ 'http.route': '/api/v1/chat', 'http.response.status_code': 200 });
    expect(attributes(turn)).toMatchObject({
      'stepwise.strategy': 'direct',
      'stepwise.outcome': 'finished',
      'stepwise.cache.status': 'miss',
    });
    expect(attributes(call)).toMatchObject({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'up',
      'gen_ai.request.model': 'up/plain',
      'gen_ai.usage.input_tokens': 12,
      'gen_ai.usage.output_tokens': 9,
    });
  });

  it('show every sample as part of its turn', () => {
    const [turn] = named('turn self-consistency');
    const samples = named('chat up/plain').slice(2);
    expect(samples.map(({ parentSpanId }) => parentSpanId)).toEqual([turn?.spanId, turn?.spanId]);
  });

  it('tell errors by their code', () => {
    const [, call] = named('chat up/plain');
    expect(attributes(call)['error.type']).toMatch(/^provider_[a-z_]+$/);
    expect(call?.status?.code).toBe(2);
  });

  it('hold no word of anybody', () => {
    expect(spans).toHaveLength(10);
    expect(JSON.stringify(spans)).not.toContain('secret');
  });

  it('cost nothing when they are off: not even loading', () => {
    expect(loaded).toEqual(['', '', expect.stringContaining('@opentelemetry/sdk-trace')]);
  });
});
