import { CANARY } from './target-app';
import { badCase as bad, write, type BadCase } from './bad-case';

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
