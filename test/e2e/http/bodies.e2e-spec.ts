import { gzipSync } from 'node:zlib';
import { expectError } from '../support/expect-error';
import { RawConnection, type RawAnswer } from '../support/raw-connection';
import { startProbe, type ProbeApp } from './probe-app';

const LIMIT = 64 * 1024;
const JSON_TYPE = 'Content-Type: application/json\r\n';

describe('request bodies', () => {
  let probe: ProbeApp;

  beforeAll(async () => {
    probe = await startProbe({ bodyLimitBytes: LIMIT });
  });

  afterAll(async () => {
    await probe.close();
  });

  async function post(body: string | Buffer, headers = JSON_TYPE, path = '/probe/any'): Promise<RawAnswer | undefined> {
    const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body);
    const connection = await RawConnection.open(probe.port);
    connection.send(`POST ${path} HTTP/1.1\r\nHost: localhost\r\n${headers}Content-Length: ${bytes.length}\r\n\r\n`);
    connection.send(bytes);
    const answer = await connection.answer();
    connection.close();
    return answer;
  }

  describe('how they are sent', () => {
    it.each([
      ['no type', ''],
      ['text', 'Content-Type: text/plain\r\n'],
      ['a form', 'Content-Type: application/x-www-form-urlencoded\r\n'],
      ['multipart', 'Content-Type: multipart/form-data; boundary=x\r\n'],
      ['another JSON type', 'Content-Type: application/vnd.api+json\r\n'],
      ['a malformed type', 'Content-Type: json\r\n'],
      ['UTF-7', 'Content-Type: application/json; charset=utf-7\r\n'],
      ['UTF-16', 'Content-Type: application/json; charset=utf-16\r\n'],
      ['an unknown encoding', `${JSON_TYPE}Content-Encoding: zstd\r\n`],
      ['stacked encodings', `${JSON_TYPE}Content-Encoding: gzip, gzip\r\n`],
    ])('answers 415 to %s', async (_name, headers) => {
      expectError(await post('{}', headers), 415, 'unsupported_media_type');
    });

    it.each([
      'application/json',
      'application/json; charset=utf-8',
      'Application/JSON;charset="UTF-8"',
      'application/json;',
    ])('takes %s', async (type) => {
      expect((await post('{"a":"ü"}', `Content-Type: ${type}\r\n`))?.body).toBe('{"body":{"a":"ü"}}');
    });

    it.each(['', 'Content-Type: application/x-www-form-urlencoded\r\n', 'Content-Type: text/plain\r\n'])(
      'needs no type for no body: %j',
      async (headers) => {
        expect((await post('', headers))?.body).toBe('{}');
      },
    );

    it('inflates gzip', async () => {
      const answer = await post(gzipSync('{"a":1}'), `${JSON_TYPE}Content-Encoding: gzip\r\n`);
      expect(answer?.body).toBe('{"body":{"a":1}}');
    });

    it('answers 400 to plain bytes that are said to be gzip', async () => {
      expectError(await post('{"a":1}', `${JSON_TYPE}Content-Encoding: gzip\r\n`), 400);
    });

    it('answers 400 to gzip that is cut off', async () => {
      const cut = gzipSync('{"a":1}').subarray(0, 15);
      expectError(await post(cut, `${JSON_TYPE}Content-Encoding: gzip\r\n`), 400);
    });

    it('answers 413 to a gzip bomb by its inflated size', async () => {
      const bomb = gzipSync(`"${'a'.repeat(50 * 1024 * 1024)}"`);
      expect(bomb.length).toBeLessThan(LIMIT);
      expectError(await post(bomb, `${JSON_TYPE}Content-Encoding: gzip\r\n`), 413, 'payload_too_large');
    });
  });

  describe('their syntax', () => {
    it.each([
      ['cut off', '{"a":1'],
      ['a trailing comma', '{"a":1,}'],
      ['NaN', '{"a":NaN}'],
      ['Infinity', '{"a":Infinity}'],
      ['comments', '{"a":1} // done'],
      ['two documents', '{}{}'],
      ['a byte order mark', '\ufeff{}'],
      ['nothing', ''],
      ['white space', '  '],
      ['single quotes', "{'a':1}"],
      ['repeated names', '{"a":1,"a":2}'],
      ['names that repeat once unescaped', '{"a":1,"\\u0061":2}'],
      ['repeated names deep inside', '[{"x":[{"a":1,"b":":","a":2}]}]'],
      ['too many levels', `${'['.repeat(33)}${']'.repeat(33)}`],
      ['five thousand levels', '['.repeat(5_000)],
      ['invalid UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22])],
      ['an overlong sequence', Buffer.from([0x22, 0xc0, 0x80, 0x22])],
      ['an encoded surrogate', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
    ])('answers 400 to %s', async (_name, body) => {
      expectError(await post(body), 400, 'invalid_json');
    });

    it.each([
      ['a number that overflows', '{"a":1e400}'],
      ['minus zero', '{"a":-0}'],
      ['an id that a double cannot hold', '{"a":9007199254740993}'],
      ['NUL', '{"a":"\\u0000"}'],
      ['half a surrogate pair', '{"a":"\\ud83d"}'],
      ['NUL in a name', '{"a\\u0000":1}'],
      ['__proto__', '{"__proto__":{"polluted":true}}'],
      ['__proto__ in disguise', '{"__pr\\u006fto__":{"polluted":true}}'],
      ['constructor.prototype', '{"a":{"constructor":{"prototype":{"polluted":true}}}}'],
      ['a name of a kilobyte and more', `{"${'k'.repeat(1_025)}":1}`],
    ])('answers 400 to %s', async (_name, body) => {
      expectError(await post(body), 400, 'invalid_parameter');
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    });

    it('names the parameter that holds a NUL', async () => {
      const error = expectError(await post('{"messages":[{"content":"a\\u0000"}]}'), 400);
      expect(error.param).toBe('messages[0].content');
    });

    it('takes what only looks dangerous', async () => {
      const body =
        '{"a":"__proto__ and \\\\u0000 and \\"a\\":1,","b":[1.5,-3,1e21,0.1],"c":"👩‍👩‍👧","constructor":{"x":1}}';
      expect(JSON.parse((await post(body))?.body ?? '')).toEqual({ body: JSON.parse(body) as unknown });
    });

    it('repeats nothing of a body that it refuses', async () => {
      for (const body of ['{"CANARY', '{"a":"CANARY"', 'CANARY', '{"CANARY":1,"CANARY":2}', '{"CANARY x":"\\u0000"}']) {
        const answer = await post(body);
        expectError(answer, 400);
        expect(answer?.body).not.toContain('CANARY');
      }
    });
  });

  describe('their size', () => {
    const ofSize = (bytes: number): string => `"${'a'.repeat(bytes - 2)}"`;

    it('takes a body of exactly the limit', async () => {
      expect((await post(ofSize(LIMIT)))?.status).toBe(200);
    });

    it('answers 413 to one byte more, told beforehand', async () => {
      const answer = await post(ofSize(LIMIT + 1));
      expectError(answer, 413, 'payload_too_large');
      expect(answer?.headers['connection']).toBe('close');
    });

    it('answers 413 to one byte more, sent in chunks', async () => {
      const connection = await RawConnection.open(probe.port);
      connection.send(`POST /probe/any HTTP/1.1\r\nHost: localhost\r\n${JSON_TYPE}Transfer-Encoding: chunked\r\n\r\n`);
      connection.send(`${(LIMIT + 1).toString(16)}\r\n${ofSize(LIMIT + 1)}\r\n0\r\n\r\n`);
      expectError(await connection.answer(), 413, 'payload_too_large');
      connection.close();
    });

    it('answers 413 early, and the client can read it while it is still sending', async () => {
      const connection = await RawConnection.open(probe.port);
      connection.send(`POST /probe/any HTTP/1.1\r\nHost: localhost\r\n${JSON_TYPE}Content-Length: 104857600\r\n\r\n`);
      for (let sent = 0; sent < 20; sent++) connection.send(Buffer.alloc(1024 * 1024, 'a'));
      expectError(await connection.answer(), 413, 'payload_too_large');
      connection.close();
    });
  });

  describe('their parameters', () => {
    const echo = (body: object): Promise<RawAnswer | undefined> => post(JSON.stringify(body), JSON_TYPE, '/probe/echo');

    it('names a missing one', async () => {
      expect(expectError(await echo({}), 400, 'missing_parameter').param).toBe('name');
    });

    it('names an unknown one', async () => {
      expect(expectError(await echo({ name: 'a', colour: 1 }), 400, 'unknown_parameter').param).toBe('colour');
      expect(expectError(await echo({ name: 'a', toString: 1 }), 400, 'unknown_parameter').param).toBe('toString');
    });

    it('names a wrong one by its path', async () => {
      const error = expectError(
        await echo({ name: 'a', parts: [{ text: 'b' }, { text: 2 }] }),
        400,
        'invalid_parameter',
      );
      expect(error).toMatchObject({ param: 'parts[1].text', message: expect.stringContaining('must be a string') });
    });

    it('converts nothing', async () => {
      expect(expectError(await echo({ name: 'a', weight: '1' }), 400, 'invalid_parameter').param).toBe('weight');
    });

    it.each(['[]', '"a"', '1', 'null', 'true'])('answers 400 to %s at the top', async (body) => {
      expectError(await post(body, JSON_TYPE, '/probe/echo'), 400);
    });

    it('answers 400 when there is no body at all', async () => {
      const connection = await RawConnection.open(probe.port);
      connection.send('POST /probe/echo HTTP/1.1\r\nHost: localhost\r\n\r\n');
      expectError(await connection.answer(), 400);
      connection.close();
    });
  });
});
