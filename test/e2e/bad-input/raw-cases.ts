import { gzipSync } from 'node:zlib';
import { CANARY } from './target-app';
import { write, type BadCase } from './bad-case';

const bad = (
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

/** Group A: framing, for every route. */
export const FRAMING: readonly BadCase[] = [
  bad('A1', 'no Host', 400, (route) => write(route, { host: '' })),
  bad('A2', 'two Hosts', 400, (route) => write(route, { host: 'Host: localhost\r\nHost: localhost\r\n' })),
  bad('A3', 'a bad character in Host', 400, (route) => write(route, { host: `Host: ${CANARY}<\r\n` })),
  bad('A3', 'a bad port in Host', 400, (route) => write(route, { host: 'Host: localhost:port\r\n' })),
  bad('A10', 'a bare line feed', 400, (route) => write(route, { headers: 'X-A: 1\nX-B: 2\r\n' })),
  bad('A10', 'a folded header', 400, (route) => write(route, { headers: `X-A: 1\r\n ${CANARY}\r\n` })),
  bad('A11', 'HTTP/0.9', 400, (route) => write(route, { version: 'HTTP/0.9' })),
  bad('A11', 'HTTP/3.0', 400, (route) => write(route, { version: 'HTTP/3.0' })),
  bad('A11', 'no version', 400, (route) => `${route.method} ${route.path}\r\n\r\n`),
];

/** The part of group A that needs a body. */
export const BODY_FRAMING: readonly BadCase[] = [
  bad('A5', 'length and transfer encoding', 400, (route) =>
    write(route, { framing: (length) => `Content-Length: ${length}\r\nTransfer-Encoding: chunked\r\n` }),
  ),
  bad('A6', 'two lengths', 400, (route) =>
    write(route, { framing: (length) => `Content-Length: ${length}\r\nContent-Length: ${length + 1}\r\n` }),
  ),
  ...['-1', '1e3', '0x10', '99999999999999999999', CANARY].map((length) =>
    bad('A7', `a length of ${length}`, 400, (route) =>
      write(route, { framing: () => `Content-Length: ${length}\r\n` }),
    ),
  ),
  bad('A8', 'a bad chunk size', 400, (route) =>
    write(route, { framing: () => 'Transfer-Encoding: chunked\r\n', body: `${CANARY}\r\n{}\r\n0\r\n\r\n` }),
  ),
  bad('A9', 'a flood of chunk extensions', [400, 413], (route) =>
    write(route, {
      framing: () => 'Transfer-Encoding: chunked\r\n',
      body: `2;${'a'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`,
    }),
  ),
];

/** Group B: target and method. Without the key, so that no spelling may open a door. */
export const TARGETS: readonly BadCase[] = [
  bad('B15', 'bad percent encoding', 400, (route) => write(route, { target: `${route.path}%zz` })),
  bad('B16', 'overlong UTF-8', 400, (route) => write(route, { target: `${route.path}%c0%af` })),
  bad('B17', 'an encoded NUL', 400, (route) => write(route, { target: `${route.path}%00` })),
  bad('B18', 'encoded dots', 404, (route) => write(route, { target: `/x/%2e%2e${route.path}` })),
  bad('B18', 'dots', 404, (route) => write(route, { target: `/x/..${route.path}` })),
  bad('B19', 'a double slash', 404, (route) => write(route, { target: `/${route.path}` })),
  bad('B20', 'a trailing slash', [401, 404], (route) => write(route, { target: `${route.path}/`, authorization: '' })),
  bad('B21', 'another case', [401, 404], (route) =>
    write(route, { target: route.path.toUpperCase(), authorization: '' }),
  ),
  bad('B25', 'a wrong method', 405, (route) => write(route, { method: 'PATCH' })),
  bad('B26', 'TRACE', [405, 501], (route) => write(route, { method: 'TRACE' })),
  bad('B26', 'CONNECT', [400, 405, 501], (route) => write(route, { method: 'CONNECT' })),
  bad('B26', 'an unknown method', [405, 501], (route) => write(route, { method: CANARY })),
  bad('B27', 'a method override', 405, (route) =>
    write(route, { method: 'DELETE', headers: `X-HTTP-Method-Override: ${route.method}\r\n` }),
  ),
  bad('B28', 'an address of 8 KB', 414, (route) => write(route, { target: `${route.path}?a=${'a'.repeat(8_192)}` })),
];

/** Spellings of an address that find the same route, which must ask for the same key. */
export const SPELLINGS: readonly BadCase[] = [
  bad('B22', 'an encoded letter', 401, (route) =>
    write(route, { target: `${route.path.slice(0, -1)}%${hex(route.path.at(-1))}`, authorization: '' }),
  ),
  bad('B23', 'the absolute form', 401, (route) =>
    write(route, { target: `http://localhost${route.path}`, authorization: '' }),
  ),
  bad('B', 'the plain form', 401, (route) => write(route, { authorization: '' })),
  bad('B', 'a query', 401, (route) => write(route, { target: `${route.path}?a=b`, authorization: '' })),
  bad('C34', 'a forged identity', 401, (route) =>
    write(route, { authorization: '', headers: 'X-User-Id: admin\r\nX-Forwarded-User: admin\r\n' }),
  ),
];

const hex = (letter = ''): string => letter.charCodeAt(0).toString(16);

/** Group C: headers. */
export const HEADERS: readonly BadCase[] = [
  bad('C29', 'a header of 17 KB', 431, (route) => write(route, { headers: `X-A: ${'a'.repeat(17_408)}\r\n` })),
  bad('C30', 'more than a hundred headers', 431, (route) =>
    write(route, { headers: Array.from({ length: 101 }, (_, i) => `X-${i}: 1\r\n`).join('') }),
  ),
  bad('C31', 'a carriage return in a value', 400, (route) => write(route, { headers: `X-A: a\r${CANARY}\r\n` })),
  bad('C32', 'two Authorization fields', 400, (route) =>
    write(route, { headers: `Authorization: Bearer ${CANARY}\r\n` }),
  ),
  bad('C35', 'an Accept of nothing there is', 406, (route) => write(route, { headers: `Accept: image/${CANARY}\r\n` })),
  bad('C37', 'an unknown expectation', 417, (route) => write(route, { headers: `Expect: ${CANARY}\r\n` })),
  bad('C40', 'an idempotency key of 256 characters', 400, (route) =>
    write(route, { headers: `Idempotency-Key: ${'k'.repeat(256)}\r\n` }),
  ),
  bad('C40', 'an idempotency key with a space', 400, (route) =>
    write(route, { headers: `Idempotency-Key: a ${CANARY}\r\n` }),
  ),
];

/** The part of group C that needs a body. */
export const BODY_HEADERS: readonly BadCase[] = [
  bad('C39', 'an identity transfer encoding', [400, 501], (route) =>
    write(route, { framing: () => 'Transfer-Encoding: identity\r\n' }),
  ),
];

const GZIP = 'Content-Encoding: gzip\r\n';

/** Group D: content negotiation. */
export const NEGOTIATION: readonly BadCase[] = [
  bad('D43', 'no Content-Type', 415, (route) => write(route, { type: '' })),
  bad('D44', 'text/plain', 415, (route) => write(route, { type: 'Content-Type: text/plain\r\n' })),
  bad('D45', 'multipart', 415, (route) => write(route, { type: 'Content-Type: multipart/form-data; boundary=b\r\n' })),
  bad('D46', 'UTF-7', 415, (route) => write(route, { type: 'Content-Type: application/json; charset=utf-7\r\n' })),
  bad('D47', 'an unknown encoding', 415, (route) => write(route, { headers: `Content-Encoding: ${CANARY}\r\n` })),
  bad('D48', 'plain bytes said to be gzip', 400, (route) => write(route, { headers: GZIP })),
  bad('D49', 'a gzip bomb', 413, (route) =>
    write(route, { headers: GZIP, body: gzipSync(Buffer.alloc(64 * 1024 * 1024, 'a')) }),
  ),
  bad('D50', 'stacked encodings', 415, (route) => write(route, { headers: 'Content-Encoding: gzip, br\r\n' })),
];

/** Changes the text of a route's good body. */
const mangled = (change: (text: string) => string | Buffer): BadCase['request'] => {
  return (route) => write(route, { body: change(JSON.stringify(route.body)) });
};

/** Adds a member at the end of a route's good body. */
const withMember = (member: string): BadCase['request'] => mangled((text) => `${text.slice(0, -1)},${member}}`);

/** Group E: JSON syntax. */
export const SYNTAX: readonly BadCase[] = [
  bad(
    'E51',
    'a truncated document',
    400,
    mangled((text) => text.slice(0, -2)),
  ),
  bad(
    'E52',
    'a trailing comma',
    400,
    mangled((text) => `${text.slice(0, -1)},}`),
  ),
  bad('E53', 'NaN', 400, withMember('"temperature":NaN')),
  bad('E53', 'Infinity', 400, withMember('"temperature":Infinity')),
  bad(
    'E54',
    'a comment',
    400,
    mangled((text) => `/* ${CANARY} */${text}`),
  ),
  bad(
    'E55',
    'two documents',
    400,
    mangled((text) => text + text),
  ),
  bad(
    'E56',
    'a byte order mark',
    400,
    mangled((text) => `\ufeff${text}`),
  ),
  bad(
    'E57',
    'nothing',
    400,
    mangled(() => ''),
  ),
  bad(
    'E58',
    'an array',
    400,
    mangled((text) => `[${text}]`),
  ),
  bad(
    'E59',
    'a string',
    400,
    mangled(() => `"${CANARY}"`),
  ),
  bad(
    'E59',
    'a number',
    400,
    mangled(() => '1'),
  ),
  bad(
    'E60',
    'null',
    400,
    mangled(() => 'null'),
  ),
  bad('E61', 'a repeated name', 400, withMember('"temperature":1,"temperature":2')),
  bad('E62', 'too many levels', 400, withMember(`"a":${'['.repeat(40)}${']'.repeat(40)}`)),
  bad('E62', 'five thousand levels', 400, withMember(`"a":${'['.repeat(5_000)}${']'.repeat(5_000)}`)),
  bad(
    'E63',
    'a hundred thousand names',
    [400, 413],
    mangled(() => `{${Array.from({ length: 100_000 }, (_, i) => `"k${i}":1`).join(',')}}`),
  ),
  bad('E64', 'a name of a megabyte', 400, withMember(`"${'k'.repeat(1024 * 1024)}":1`)),
  bad('E65', 'a number that overflows', 400, withMember('"temperature":1e400')),
  bad('E65', 'minus zero', 400, withMember('"temperature":-0')),
  bad('E65', 'an integer over 2^53', 400, withMember('"seed":9007199254740993')),
  bad(
    'E66',
    'invalid UTF-8',
    400,
    mangled((text) => Buffer.concat([Buffer.from(text.slice(0, -1)), Buffer.from(',"a":"\xff"}', 'latin1')])),
  ),
];

/** Group F, where the size of the whole body decides. */
export const SIZES: readonly BadCase[] = [
  bad(
    'F67',
    'one byte over the limit',
    413,
    mangled(() => `"${'a'.repeat(4 * 1024 * 1024 - 1)}"`),
  ),
  bad('F67', 'one byte over the limit, in chunks', 413, (route) => {
    const text = `"${'a'.repeat(4 * 1024 * 1024 - 1)}"`;
    const body = `${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`;
    return write(route, { framing: () => 'Transfer-Encoding: chunked\r\n', body });
  }),
  bad('F69', 'a stream of a hundred megabytes', 413, (route) =>
    Buffer.concat([
      write(route, { framing: () => 'Content-Length: 104857600\r\n' }),
      Buffer.alloc(8 * 1024 * 1024, 'a'),
    ]),
  ),
  bad('F70', 'ten thousand messages', 400, (route) => {
    const messages = Array.from({ length: 10_000 }, () => ({ role: 'user', content: 'a' }));
    return write(route, { body: JSON.stringify({ ...route.body, messages }) });
  }),
  bad('F71', 'one message of five megabytes', [400, 413], (route) =>
    write(route, {
      body: JSON.stringify({ ...route.body, messages: [{ role: 'user', content: 'a'.repeat(5 * 1024 * 1024) }] }),
    }),
  ),
  bad('F73', 'ten thousand stop texts', 400, (route) =>
    write(route, { body: JSON.stringify({ ...route.body, stop: Array.from({ length: 10_000 }, () => 'a') }) }),
  ),
];

/** A question that holds a text, written in JSON as it stands. */
const asking =
  (json: string): BadCase['request'] =>
  (route) =>
    write(route, {
      body: JSON.stringify({ ...route.body, messages: [] }).replace(
        '"messages":[]',
        `"messages":[{"role":"user","content":${json}}]`,
      ),
    });

/** Group H: texts that cannot be kept, and names that reach a prototype. */
export const TEXTS: readonly BadCase[] = [
  bad('H89', 'NUL', 400, asking(`"${CANARY}\\u0000"`)),
  bad('H90', 'half a surrogate pair', 400, asking(`"${CANARY}\\ud83d"`)),
  bad('H96', 'only white space', 400, asking('" \\n\\t\u00a0"')),
  bad('H100', '__proto__', 400, withMember(`"__proto__":{"${CANARY}":1}`)),
  bad('H100', 'constructor.prototype', 400, withMember(`"constructor":{"prototype":{"${CANARY}":1}}`)),
  bad('H100', 'toString', 400, withMember('"toString":1')),
  bad('H100', '__proto__ in a message', 400, (route) =>
    write(route, {
      body: JSON.stringify({ ...route.body, messages: [] }).replace(
        '[]',
        '[{"role":"user","content":"a","__proto__":{}}]',
      ),
    }),
  ),
];

/** Group J, where it touches these routes: the body may not choose where the server connects, or with what. */
export const SEMANTICS: readonly BadCase[] = [
  ...[
    'api_base',
    'base_url',
    'baseUrl',
    'api_key',
    'headers',
    'extra_headers',
    'organization',
    'custom_llm_provider',
  ].map((name) => bad('J115', `the field ${name}`, 400, withMember(`"${name}":"http://127.0.0.1:1/${CANARY}"`))),
  ...[
    'http://127.0.0.1/',
    'http://[::ffff:7f00:1]/',
    'http://0x7f.1/',
    'http://169.254.169.254/',
    'file:///etc/passwd',
  ].map((url) =>
    bad(
      'J116',
      `an image at ${url}`,
      400,
      asking(JSON.stringify([{ type: 'image_url', image_url: { url: url + CANARY } }])),
    ),
  ),
  bad('G88', 'a model that does not exist', [400, 404], withMember(`"model":"${CANARY}/none"`)),
];
