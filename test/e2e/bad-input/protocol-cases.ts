import { gzipSync } from 'node:zlib';
import { CANARY } from './target-app';
import { badCase as bad, write, type BadCase } from './bad-case';

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
