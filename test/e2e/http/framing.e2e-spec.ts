import { expectError } from '../support/expect-error';
import { RawConnection, type RawAnswer } from '../support/raw-connection';
import { startProbe, type ProbeApp } from './probe-app';

const GOOD = 'GET /probe/plain HTTP/1.1\r\nHost: localhost\r\n\r\n';

describe('the framing of requests', () => {
  let probe: ProbeApp;

  beforeAll(async () => {
    probe = await startProbe();
  });

  afterAll(async () => {
    await probe.close();
  });

  async function raw(request: string | Buffer): Promise<RawAnswer | undefined> {
    const connection = await RawConnection.open(probe.port);
    connection.send(request);
    const answer = await connection.answer();
    connection.close();
    return answer;
  }

  const post = (headers: string, body = ''): string =>
    `POST /probe/any HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n${body}`;

  it.each([
    ['no Host', 'GET /probe/plain HTTP/1.1\r\n\r\n'],
    ['two Hosts', 'GET /probe/plain HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n'],
    ['an empty Host', 'GET /probe/plain HTTP/1.1\r\nHost:\r\n\r\n'],
    ['a Host with bad characters', 'GET /probe/plain HTTP/1.1\r\nHost: a b\r\n\r\n'],
    ['a Host with user information', 'GET /probe/plain HTTP/1.1\r\nHost: user@localhost\r\n\r\n'],
    ['a Host with a bad port', 'GET /probe/plain HTTP/1.1\r\nHost: localhost:99999\r\n\r\n'],
    [
      'length and transfer encoding',
      post('Content-Type: application/json\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'),
    ],
    ['two lengths', post('Content-Type: application/json\r\nContent-Length: 2\r\nContent-Length: 3\r\n', '{}')],
    ['a negative length', post('Content-Type: application/json\r\nContent-Length: -1\r\n', '{}')],
    ['a length that is no number', post('Content-Type: application/json\r\nContent-Length: 2a\r\n', '{}')],
    ['a huge length', post('Content-Type: application/json\r\nContent-Length: 99999999999999999999999\r\n', '{}')],
    [
      'a bad chunk size',
      post('Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n', 'zz\r\n{}\r\n0\r\n\r\n'),
    ],
    ['a bare line feed', 'GET /probe/plain HTTP/1.1\nHost: localhost\n\n'],
    ['a folded header', 'GET /probe/plain HTTP/1.1\r\nHost: localhost\r\nX-A: 1\r\n 2\r\n\r\n'],
    ['HTTP/0.9', 'GET /probe/plain\r\n\r\n'],
    ['HTTP/0.9 by name', 'GET /probe/plain HTTP/0.9\r\nHost: localhost\r\n\r\n'],
    ['HTTP/2.0', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['HTTP/3.0', 'GET /probe/plain HTTP/3.0\r\nHost: localhost\r\n\r\n'],
    ['a carriage return in a value', 'GET /probe/plain HTTP/1.1\r\nHost: localhost\r\nX-A: a\rb\r\n\r\n'],
    ['a NUL in a value', 'GET /probe/plain HTTP/1.1\r\nHost: localhost\r\nX-A: a\0b\r\n\r\n'],
    ['a space before the colon', 'GET /probe/plain HTTP/1.1\r\nHost: localhost\r\nX-A : 1\r\n\r\n'],
    ['an identity transfer encoding', post('Content-Type: application/json\r\nTransfer-Encoding: identity\r\n', '{}')],
    [
      'two Authorization fields',
      'GET /probe/plain HTTP/1.1\r\nHost: localhost\r\nAuthorization: a\r\nAuthorization: b\r\n\r\n',
    ],
    ['TLS', Buffer.from('16030100a5010000a10303', 'hex')],
  ])('answers 400 to %s', async (_name, request) => {
    expectError(await raw(request), 400, 'invalid_request');
  });

  it('answers 413 to a flood of chunk extensions', async () => {
    const answer = await raw(
      post('Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n', `1;${'a'.repeat(20_000)}\r\n`),
    );
    expectError(answer, 413, 'payload_too_large');
  });

  it('answers 431 to headers over the size', async () => {
    expectError(await raw(`GET /probe/plain HTTP/1.1\r\nHost: localhost\r\nX-A: ${'a'.repeat(17_000)}\r\n\r\n`), 431);
  });

  it('answers 431 to more than a hundred headers', async () => {
    const lines = Array.from({ length: 100 }, (_, i) => `X-${i}: 1\r\n`).join('');
    expectError(await raw(`GET /probe/plain HTTP/1.1\r\nHost: localhost\r\n${lines}\r\n`), 431);
    const fewer = lines.replace('X-99: 1\r\n', '');
    expect((await raw(`GET /probe/plain HTTP/1.1\r\nHost: localhost\r\n${fewer}\r\n`))?.status).toBe(200);
  });

  it('answers a good request before the bad bytes that follow it', async () => {
    const connection = await RawConnection.open(probe.port);
    connection.send(`${GOOD}BAD\0BYTES\r\n\r\n`);
    expect((await connection.answer())?.status).toBe(200);
    expectError(await connection.answer(), 400);
    connection.close();
  });

  it('answers 408 to a body that does not come', async () => {
    const slow = await startProbe({ headersTimeoutMs: 300, requestTimeoutMs: 300 });
    const connection = await RawConnection.open(slow.port);
    connection.send(
      'POST /probe/any HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
    );
    expectError(await connection.answer(), 408, 'request_timeout');
    await slow.close();
  });

  it('answers 408 to headers that do not end', async () => {
    const slow = await startProbe({ headersTimeoutMs: 300, requestTimeoutMs: 300 });
    const connection = await RawConnection.open(slow.port);
    connection.send('GET /probe/plain HTTP/1.1\r\nHost: local');
    expectError(await connection.answer(), 408, 'request_timeout');
    await slow.close();
  });

  it('serves only the hosts of the list, wherever the host is named', async () => {
    const strict = await startProbe({ allowedHosts: ['api.example'] });
    const ask = async (target: string, host: string): Promise<RawAnswer | undefined> => {
      const connection = await RawConnection.open(strict.port);
      connection.send(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
      const answer = await connection.answer();
      connection.close();
      return answer;
    };
    expect((await ask('/probe/plain', 'API.example:8080'))?.status).toBe(200);
    expectError(await ask('/probe/plain', 'evil.example'), 421, 'misdirected_request');
    expectError(await ask('http://evil.example/probe/plain', 'api.example'), 421, 'misdirected_request');
    expect((await ask('http://api.example/probe/plain', 'api.example'))?.status).toBe(200);
    await strict.close();
  });

  it('serves no site that resolves to this machine while no key is needed, also without an Origin', async () => {
    expectError(await raw('GET /probe/plain HTTP/1.1\r\nHost: evil.example\r\n\r\n'), 421, 'misdirected_request');
  });

  it('answers 417 to an expectation it does not know', async () => {
    expectError(await raw('GET /probe/plain HTTP/1.1\r\nHost: localhost\r\nExpect: miracles\r\n\r\n'), 417);
  });

  it('continues a request that waits for permission', async () => {
    const body = '{"name":"a"}';
    const answer = await raw(
      `POST /probe/echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    expect(answer?.status).toBe(200);
  });

  it('ignores an upgrade to h2c', async () => {
    const answer = await raw(
      'GET /probe/plain HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n',
    );
    expect(answer?.status).toBe(200);
  });

  it('still answers good requests', async () => {
    expect((await raw(GOOD))?.body).toBe('{"ok":true}');
  });
});
