import { expectError } from '../support/expect-error';
import { RawConnection, type RawAnswer } from '../support/raw-connection';
import { startProbe, type ProbeApp } from './probe-app';

describe('addresses and methods', () => {
  let probe: ProbeApp;

  beforeAll(async () => {
    probe = await startProbe({ apiKeys: ['a-key-of-the-operator'] });
  });

  afterAll(async () => {
    await probe.close();
  });

  async function ask(method: string, target: string, headers = ''): Promise<RawAnswer | undefined> {
    const connection = await RawConnection.open(probe.port);
    connection.send(`${method} ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${headers}\r\n`);
    const answer = await connection.answer();
    connection.close();
    return answer;
  }

  it.each([
    ['bad percent encoding', '/probe/%zz'],
    ['a bare percent sign', '/probe/plain%'],
    ['overlong UTF-8', '/probe/items/%c0%af'],
    ['an encoded NUL', '/probe/items/a%00b'],
    ['an encoded NUL in the query', '/probe/plain?a=%00'],
  ])('answers 400 to %s', async (_name, target) => {
    expectError(await ask('GET', target), 400);
  });

  it.each([
    ['an unknown path', '/probe/nothing'],
    ['encoded dots', '/probe/%2e%2e%2fprobe/plain'],
    ['dots', '/probe/../probe/plain'],
    ['a double slash', '//probe/plain'],
    ['a double slash inside', '/probe//plain'],
    ['a trailing slash', '/probe/plain/'],
    ['another case', '/PROBE/plain'],
    ['a path parameter', '/probe/plain;a=b'],
    ['a style sheet suffix', '/probe/plain.css'],
    ['an asterisk', '*'],
  ])('answers 404 to %s', async (_name, target) => {
    expectError(await ask('GET', target), 404, 'not_found');
  });

  it.each(['/closed', '/clos%65d', 'http://localhost/closed', '/closed?x=1', '/closed#x'])(
    'asks for a key at %s, however it is spelled',
    async (target) => {
      const answer = await ask('GET', target);
      expectError(answer, 401, 'unauthenticated');
      expect(answer?.headers['www-authenticate']).toBe('Bearer realm="stepwise"');
    },
  );

  it.each(['/closed/', '/CLOSED', '//closed', '/closed/.', '/./closed', '/probe/../closed'])(
    'does not serve %s without a key',
    async (target) => {
      expectError(await ask('GET', target), 404);
    },
  );

  it('guards HEAD like GET', async () => {
    expect((await ask('HEAD', '/closed'))?.status).toBe(401);
    expect((await ask('HEAD', '/probe/plain'))?.status).toBe(200);
  });

  it('answers 405 with the methods that exist', async () => {
    const answer = await ask('DELETE', '/probe/echo');
    expectError(answer, 405, 'method_not_allowed');
    expect(answer?.headers['allow']).toBe('POST');
    expect((await ask('PUT', '/probe/items/7'))?.headers['allow']).toBe('GET, HEAD');
  });

  it.each(['TRACE', 'OPTIONS', 'PROPFIND', 'SEARCH', 'QUERY'])(
    'answers 405 to %s on a known address',
    async (method) => {
      expectError(await ask(method, '/probe/plain'), 405, 'method_not_allowed');
    },
  );

  it('answers 405 to a method that nobody knows', async () => {
    const answer = await ask('BREW', '/probe/plain?a=1');
    expectError(answer, 405, 'method_not_allowed');
    expect(answer?.headers['allow']).toBe('GET, HEAD');
    expectError(await ask('BREW', '/no/such/address'), 404, 'not_found');
  });

  it('answers 405 to CONNECT', async () => {
    expectError(await ask('CONNECT', 'example.com:443'), 405, 'method_not_allowed');
  });

  it('ignores headers that override the method', async () => {
    expectError(await ask('POST', '/probe/plain', 'X-HTTP-Method-Override: GET\r\nContent-Length: 0\r\n'), 405);
  });

  it('answers 414 to a long address', async () => {
    expectError(await ask('GET', `/probe/plain?${'a'.repeat(8_192)}`), 414, 'uri_too_long');
    expectError(await ask('GET', `/${'a'.repeat(8_192)}`), 414, 'uri_too_long');
    expectError(await ask('GET', `/probe/items/${'a'.repeat(300)}`), 414, 'uri_too_long');
  });

  it('has the same headers on an answer to a malformed address', async () => {
    expect((await ask('GET', '/probe/%zz'))?.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
  });
});
