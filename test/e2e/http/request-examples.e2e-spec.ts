import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replyEvents, replyJson } from '@app/testing';
import openApi from '../../../docs/openapi.json';
import { chatBody, chatChunks } from '../support/wire-replies';
import { startUsageApp, type UsageApp } from '../usage/usage-app';

jest.setTimeout(120_000);

interface Documented {
  requestBody?: { content: Record<string, { examples?: Record<string, { value: object }> }> };
}

interface Answer {
  id?: string;
  error?: { code: string; param?: string };
}

const bodies = Object.entries(openApi.paths as unknown as Record<string, Record<string, Documented>>)
  .flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { requestBody }]) => ({ path, method, requestBody })),
  )
  .filter(({ requestBody }) => requestBody !== undefined)
  // What is made by one route is asked for by the ones under it.
  .sort((a, b) => Number(a.path.includes('{')) - Number(b.path.includes('{')));

/** Examples of what nobody has here: a key, and something odd. */
const ANSWERS: Readonly<Record<string, number>> = {
  'post /api/v1/login': 401,
  'post /api/v1/monitoring/anomalies/{id}/feedback': 404,
};

describe('the documented example of a request', () => {
  let app: UsageApp;
  let folder: string;
  const made = new Map<string, string>();

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'stepwise-examples-'));
    writeFileSync(join(folder, 'gsm8k-test.jsonl'), '{"question":"What is 3 + 4?","answer":"#### 7"}\n');
    app = await startUsageApp({ EVALUATION_DATASETS_DIR: folder, PROVIDER_CHECK_INTERVAL: '0' });
    app.upstream.answer((exchange) => {
      const { stream } = exchange.body as { stream?: boolean };
      return stream === true
        ? replyEvents(...chatChunks([], ['Final Answer: ', '10']))(exchange)
        : replyJson(chatBody(undefined, 'Final Answer: 10'))(exchange);
    });
  });
  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(bodies)('is there for $method $path, and is taken', async ({ path, method, requestBody }) => {
    const examples = Object.values(requestBody!.content['application/json']!.examples ?? {});
    expect(examples).not.toHaveLength(0);
    for (const { value } of examples) {
      const [collection = ''] = path.split('/{id}');
      const response = await fetch(`${app.running.url}${path.replace('{id}', made.get(collection) ?? 'nothing')}`, {
        method: method.toUpperCase(),
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(value),
      });
      const text = await response.text();
      const expected = ANSWERS[`${method} ${path}`];
      if (expected === undefined ? response.ok : response.status === expected) {
        if (response.headers.get('content-type')?.startsWith('application/json') !== true) continue;
        const { id } = JSON.parse(text) as Answer;
        if (id !== undefined && !path.includes('{')) made.set(path, id);
        continue;
      }
      throw new Error(`${method} ${path} ${JSON.stringify(value)}: ${response.status} ${text}`);
    }
  });
});
