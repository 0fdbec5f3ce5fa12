import { expectRefused, ROUTES, write, type BadCase, type TargetRoute } from './bad-case';
import * as bodies from './body-cases';
import * as protocol from './protocol-cases';
import { TargetApp } from './target-app';

const WITH_BODY = ROUTES.filter(({ body }) => body !== undefined);

const GROUPS: readonly [string, readonly BadCase[], readonly TargetRoute[]][] = [
  ['A, framing', protocol.FRAMING, ROUTES],
  ['A, framing of bodies', protocol.BODY_FRAMING, WITH_BODY],
  ['B, target and method', protocol.TARGETS, ROUTES],
  ['B, spellings of closed addresses', protocol.SPELLINGS, WITH_BODY],
  ['C, headers', protocol.HEADERS, ROUTES],
  ['C, headers of bodies', protocol.BODY_HEADERS, WITH_BODY],
  ['D, content negotiation', protocol.NEGOTIATION, WITH_BODY],
  ['E, JSON syntax', bodies.SYNTAX, WITH_BODY],
  ['F, size', bodies.SIZES, WITH_BODY],
  ['H, texts', bodies.TEXTS, WITH_BODY],
  ['J, semantics', bodies.SEMANTICS, WITH_BODY],
];

describe('bad input', () => {
  let app: TargetApp;

  beforeAll(async () => {
    app = await TargetApp.start();
  });

  afterAll(async () => {
    await app.close();
  });

  describe.each(GROUPS)('of group %s', (_group, groupCases, routes) => {
    const table = routes.flatMap((route) =>
      groupCases.map((bad) => [bad.group, bad.name, route.name, bad, route] as const),
    );

    it.each(table)('%s: refuses %s on %s', async (_class, _name, _route, bad, route) => {
      await expectRefused(app, bad, route);
    });
  });

  it('B24: guards HEAD like GET', async () => {
    const [, chat] = ROUTES as [TargetRoute, TargetRoute];
    expect((await app.ask(write(chat, { method: 'HEAD', authorization: '' })))?.status).toBeGreaterThanOrEqual(401);
    const models = { name: 'models', method: 'GET', path: '/api/v1/models' } as const;
    expect((await app.ask(write(models, { method: 'HEAD', authorization: '' })))?.status).toBe(401);
    expect((await app.ask(write(models, { method: 'HEAD' })))?.status).toBe(200);
  });

  it.each(WITH_BODY.map((route) => [route.name, route] as const))(
    'F68: takes a body of exactly the limit on %s',
    async (_name, route) => {
      const text = JSON.stringify(route.body);
      const padded = `${text.slice(0, -1)}${' '.repeat(4 * 1024 * 1024 - text.length)}}`;
      expect((await app.ask(write(route, { body: padded })))?.status).toBe(200);
    },
  );

  it.each(WITH_BODY.map((route) => [route.name, route] as const))(
    'C33, C36, C38, C41, C42: ignores headers that mean nothing here on %s',
    async (_name, route) => {
      const headers =
        'X-Forwarded-For: 10.0.0.1\r\nX-Forwarded-Host: evil.example\r\nRange: bytes=0-1\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n' +
        'traceparent: junk\r\nLast-Event-ID: junk\r\n';
      expect((await app.ask(write(route, { headers })))?.status).toBe(200);
    },
  );

  it.each(WITH_BODY.map((route) => [route.name, route] as const))(
    'still answers good requests on %s',
    async (_name, route) => {
      expect((await app.ask(write(route)))?.status).toBe(200);
    },
  );
});
