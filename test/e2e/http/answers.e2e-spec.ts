import { PassThrough } from 'node:stream';
import { createLogger } from '../../../src/http/logging/logger';
import { expectError } from '../support/expect-error';
import { RawConnection, type RawAnswer } from '../support/raw-connection';
import { startProbe, type ProbeApp } from './probe-app';

describe('what every answer has', () => {
  let probe: ProbeApp;
  let log: PassThrough;

  beforeAll(async () => {
    log = new PassThrough();
    probe = await startProbe(
      { apiKeys: ['a-key-of-the-operator'], corsOrigins: ['https://app.example'] },
      { logger: createLogger('debug', log) },
    );
  });

  afterAll(async () => {
    await probe.close();
  });

  async function get(path: string, headers = '', method = 'GET'): Promise<RawAnswer | undefined> {
    const connection = await RawConnection.open(probe.port);
    connection.send(`${method} ${path} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`);
    const answer = await connection.answer();
    connection.close();
    await connection.untilClosed();
    return answer;
  }

  function logged(): Record<string, unknown>[] {
    const text = String(log.read() ?? '');
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  describe('request ids', () => {
    it('takes a well-formed one from the caller', async () => {
      expect((await get('/probe/plain', 'X-Request-Id: my-Id_1.2\r\n'))?.headers['x-request-id']).toBe('my-Id_1.2');
    });

    it.each(['a b', 'a<script>', 'a'.repeat(129)])('makes one in place of %j', async (id) => {
      expect((await get('/probe/plain', `X-Request-Id: ${id}\r\n`))?.headers['x-request-id']).toMatch(
        /^req_[0-9a-z]{26}$/,
      );
    });

    it('makes one when two are given', async () => {
      const answer = await get('/probe/plain', 'X-Request-Id: one\r\nX-Request-Id: two\r\n');
      expect(answer?.headers['x-request-id']).toMatch(/^req_/);
    });
  });

  it('has the security headers, on successes and refusals', async () => {
    const expected = {
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    };
    expect((await get('/probe/plain'))?.headers).toMatchObject(expected);
    expect((await get('/probe/nothing'))?.headers).toMatchObject(expected);
    expect((await get('/probe/broken'))?.headers).toMatchObject(expected);
  });

  it('answers 406 to an Accept that allows nothing it has', async () => {
    expectError(await get('/probe/plain', 'Accept: image/png\r\n'), 406, 'not_acceptable');
    expectError(await get('/probe/plain', 'Accept: application/json;q=0\r\n'), 406, 'not_acceptable');
    expect((await get('/probe/plain', 'Accept: text/html, */*;q=0.1\r\n'))?.status).toBe(200);
    expect((await get('/probe/plain', 'Accept: application/*\r\n'))?.status).toBe(200);
  });

  it('ignores Range', async () => {
    expect((await get('/probe/plain', 'Range: bytes=0-1\r\n'))?.status).toBe(200);
  });

  it('refuses an idempotency key that is too long', async () => {
    const error = expectError(await get('/probe/plain', `Idempotency-Key: ${'a'.repeat(256)}\r\n`), 400);
    expect(error.param).toBe('Idempotency-Key');
  });

  describe('failures', () => {
    it('hides what happened inside, and logs it once with its place', async () => {
      logged();
      const answer = await get('/probe/broken', 'X-Request-Id: find-me\r\n');
      const error = expectError(answer, 500, 'internal_error');
      expect(error.message).not.toMatch(/CANARY|secret/);
      const lines = logged().filter(({ requestId }) => requestId === 'find-me');
      expect(lines).toHaveLength(2);
      expect(lines[0]).toMatchObject({ level: 'error', err: { cause: { name: 'Error', stack: expect.any(Array) } } });
      expect(JSON.stringify(lines)).not.toContain('CANARY');
      expect(lines[1]).toMatchObject({
        msg: 'request',
        route: '/probe/broken',
        status: 500,
        outcome: 'failed',
        code: 'internal_error',
      });
    });

    it('closes the connection when the answer had begun', async () => {
      const connection = await RawConnection.open(probe.port);
      connection.send('GET /probe/broken-later HTTP/1.1\r\nHost: localhost\r\n\r\n');
      await connection.untilClosed();
      expect(connection.unread).not.toContain('0\r\n\r\n');
    });
  });

  describe('the request log', () => {
    it('tells the route and the outcome, never the address, its query or a key', async () => {
      logged();
      await get('/probe/items/CANARY?q=CANARY', 'Authorization: Bearer CANARY\r\nUser-Agent: CANARY\r\n');
      await get('/CANARY');
      const lines = logged();
      expect(JSON.stringify(lines)).not.toContain('CANARY');
      expect(lines.map(({ route, status, outcome }) => ({ route, status, outcome }))).toEqual([
        { route: '/probe/items/:id', status: 200, outcome: 'ok' },
        { route: 'unmatched', status: 404, outcome: 'refused' },
      ]);
    });

    it('holds one line for one request, whatever the request holds', async () => {
      logged();
      await get('/probe/items/%1b[31m%0a%0d{"level":"fatal"}');
      expect(logged()).toHaveLength(1);
    });
  });

  describe('keys', () => {
    const key = 'a-key-of-the-operator';

    it('opens with the key, as bearer token or in X-Api-Key', async () => {
      expect((await get('/closed', `Authorization: Bearer ${key}\r\n`))?.status).toBe(200);
      expect((await get('/closed', `authorization: bearer ${key}\r\n`))?.status).toBe(200);
      expect((await get('/closed', `X-Api-Key: ${key}\r\n`))?.status).toBe(200);
    });

    it.each([
      ['none', ''],
      ['a wrong one', 'Authorization: Bearer wrong\r\n'],
      ['a prefix of it', 'Authorization: Bearer a-key\r\n'],
      ['more than it', `Authorization: Bearer ${key}x\r\n`],
      ['its digest', 'Authorization: Bearer 8b1a9953c4611296a827abf8c47804d7\r\n'],
      ['another scheme', `Authorization: Basic ${key}\r\n`],
      ['no scheme', `Authorization: ${key}\r\n`],
      ['an empty one', 'Authorization: Bearer \r\n'],
      ['a cookie', `Cookie: api_key=${key}\r\n`],
      ['a forged identity', 'X-User-Id: admin\r\nX-Forwarded-User: admin\r\n'],
      ['a quote of SQL', "Authorization: Bearer ' OR 1=1 --\r\n"],
    ])('answers 401 to %s', async (_name, headers) => {
      const answer = await get('/closed', headers);
      expectError(answer, 401, 'unauthenticated');
      expect(answer?.headers['www-authenticate']).toBe('Bearer realm="stepwise"');
    });

    it.each(['api_key', 'apikey', 'key', 'access_token', 'token'])(
      'answers 401 to a key in the address as %s',
      async (name) => {
        logged();
        const answer = await get(`/closed?${name}=${key}`, `Authorization: Bearer ${key}\r\n`);
        expectError(answer, 401, 'unauthenticated');
        expect(JSON.stringify(logged())).not.toContain(key);
      },
    );

    it('answers 400 to two kinds of credentials', async () => {
      expectError(await get('/closed', `Authorization: Bearer ${key}\r\nX-Api-Key: ${key}\r\n`), 400);
    });

    it('decides before it reads the body', async () => {
      const answer = await get('/closed', 'Content-Type: application/json\r\nContent-Length: 1000000\r\n', 'POST');
      expectError(answer, 401);
    });

    it('leaves public routes open', async () => {
      expect((await get('/probe/plain'))?.status).toBe(200);
    });
  });

  describe('pages of other origins', () => {
    it('lets the listed origin read answers and refusals', async () => {
      for (const path of ['/probe/plain', '/closed']) {
        const answer = await get(path, 'Origin: https://app.example\r\n');
        expect(answer?.headers).toMatchObject({ 'access-control-allow-origin': 'https://app.example', vary: 'Origin' });
        expect(answer?.headers['access-control-allow-credentials']).toBeUndefined();
      }
    });

    it('answers a preflight', async () => {
      const headers = 'Origin: https://app.example\r\nAccess-Control-Request-Method: POST\r\n';
      const answer = await get('/closed', headers, 'OPTIONS');
      expect(answer?.status).toBe(204);
      expect(answer?.headers['access-control-allow-headers']).toContain('Authorization');
    });

    it.each([
      'null',
      'https://app.example.evil',
      'https://evil-app.example',
      'http://app.example',
      'https://app.example:8443',
    ])('gives %s nothing', async (origin) => {
      const answer = await get('/probe/plain', `Origin: ${origin}\r\n`);
      expect(answer?.headers['access-control-allow-origin']).toBeUndefined();
    });

    it('refuses them while no key is configured', async () => {
      const open = await startProbe();
      const connection = await RawConnection.open(open.port);
      connection.send('GET /closed HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\n\r\n');
      expectError(await connection.answer(), 403, 'forbidden');
      connection.send('GET /closed HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost:5173\r\n\r\n');
      expect((await connection.answer())?.status).toBe(200);
      connection.close();
      await open.close();
    });
  });

  it('shows metrics with bounded labels', async () => {
    await get('/CANARY');
    await get('/probe/items/CANARY');
    const answer = await get('/metrics', 'Authorization: Bearer a-key-of-the-operator\r\nAccept: text/plain\r\n');
    expect(answer?.headers['content-type']).toMatch(/^text\/plain/);
    expect(answer?.body).toMatch(/http_requests_total\{method="GET",route="\/probe\/items\/:id",status="200"\} \d+/);
    expect(answer?.body).toContain('nodejs_eventloop_lag_seconds');
    expect(answer?.body).toContain('http_open_streams 0');
    expect(answer?.body).toContain('http_dropped_streams_total{reason="stalled_reader"} 0');
    expect(answer?.body).not.toContain('CANARY');
  });

  it('tells a connection over the limit that the server is overloaded', async () => {
    const small = await startProbe({ maxConnections: 1 });
    const first = await RawConnection.open(small.port);
    const request = 'GET /probe/plain HTTP/1.1\r\nHost: localhost\r\n\r\n';
    first.send(request);
    expect((await first.answer())?.status).toBe(200);
    const second = await RawConnection.open(small.port);
    second.send(request);
    const answer = await second.answer();
    expectError(answer, 503, 'overloaded');
    expect(answer?.headers).toMatchObject({ 'retry-after': '1', connection: 'close' });
    first.send(request);
    expect((await first.answer())?.status).toBe(200);
    const third = await RawConnection.open(small.port);
    third.send('GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n');
    expect(await third.answer()).toMatchObject({ status: 200, headers: { connection: 'close' } });
    for (const connection of [first, second, third]) connection.close();
    await small.close();
  });

  it('does not start with a route that says not who may call it', async () => {
    const { Controller, Get } = await import('@nestjs/common');
    @Controller('forgotten')
    class ForgottenController {
      @Get()
      read(): string {
        return '';
      }
    }
    await expect(startProbe({}, {}, [ForgottenController])).rejects.toThrow(
      'Routes without a policy: GET /forgotten, HEAD /forgotten. Add @Public() or @Authenticated() to the route or its controller.',
    );
  });
});
