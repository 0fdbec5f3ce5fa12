import { expectErrorAnswer } from '../support/expect-error';
import { AUTHORIZATION, CANARY, SENDINGS, type TargetApp } from './target-app';

/** A route that takes part in the raw classes. */
export interface TargetRoute {
  name: string;
  method: 'GET' | 'POST';
  path: string;
  /** A good body. */
  body?: object;
}

const QUESTION = [{ role: 'user', content: 'What is 2 + 2?' }];

/** One public route, one that answers with JSON, one that streams. */
export const ROUTES: readonly TargetRoute[] = [
  { name: 'a public route', method: 'GET', path: '/health/live' },
  { name: 'the chat route', method: 'POST', path: '/api/v1/chat', body: { messages: QUESTION } },
  {
    name: 'a stream route',
    method: 'POST',
    path: '/v1/chat/completions',
    body: { model: 'auto', messages: QUESTION, stream: true },
  },
];

/** One kind of bad request. `group` is its class in the corpus, such as `A2`. */
export interface BadCase {
  group: string;
  name: string;
  request: (route: TargetRoute) => string | Buffer;
  /** The statuses that are right. */
  status: readonly number[];
}

/** Puts a case together. */
export const badCase = (
  group: string,
  name: string,
  status: number | readonly number[],
  request: BadCase['request'],
): BadCase => ({
  group,
  name,
  request,
  status: [status].flat(),
});

/** How to write a request that is good but for what is given. */
export interface Writing {
  method?: string;
  target?: string;
  version?: string;
  host?: string;
  headers?: string;
  authorization?: string;
  type?: string;
  body?: string | Buffer;
  framing?: (length: number) => string;
}

/** Writes a good request to a route, with the given parts replaced. */
export function write(route: TargetRoute, parts: Writing = {}): Buffer {
  const own = route.body === undefined ? '' : JSON.stringify(route.body);
  const body = Buffer.from(parts.body ?? own);
  const hasBody = route.method === 'POST' || parts.body !== undefined;
  const framing = parts.framing ?? ((length: number): string => `Content-Length: ${length}\r\n`);
  const head =
    `${parts.method ?? route.method} ${parts.target ?? route.path} ${parts.version ?? 'HTTP/1.1'}\r\n` +
    (parts.host ?? 'Host: localhost\r\n') +
    (parts.authorization ?? AUTHORIZATION) +
    (hasBody ? (parts.type ?? 'Content-Type: application/json\r\n') + framing(body.length) : '') +
    (parts.headers ?? '');
  return Buffer.concat([Buffer.from(`${head}\r\n`, 'latin1'), hasBody ? body : Buffer.alloc(0)]);
}

/** Asserts the rules of the whole corpus for one case on one route, sent fresh and on a used connection. */
export async function expectRefused(app: TargetApp, bad: BadCase, route: TargetRoute): Promise<void> {
  const asked = app.upstream.exchanges.length;
  for (const sending of SENDINGS) {
    const answer = await app.ask(bad.request(route), sending);
    const error = expectErrorAnswer(answer);
    expect({ sending, status: answer?.status, code: error.code }).toEqual({
      sending,
      status: bad.status.find((status) => status === answer?.status) ?? bad.status,
      code: error.code,
    });
    expect(answer?.body).not.toContain(CANARY);
  }
  expect(app.upstream.exchanges).toHaveLength(asked);
  await app.expectHealthy();
}
