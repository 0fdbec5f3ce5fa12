import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fastify, { type FastifyInstance } from 'fastify';
import { serveWebApp, WEB_PAGES } from './serve-web-app';
import { findWebFiles } from './web-files';

describe('serveWebApp', () => {
  let folder: string;
  let app: FastifyInstance;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'stepwise-web-'));
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'index.html'), '<title>Stepwise</title>');
    writeFileSync(join(folder, 'theme.js'), '"theme"');
    writeFileSync(join(folder, 'assets/index-1a2b.js'), '"app"');
    writeFileSync(join(folder, 'assets/index-1a2b.js.gz'), gzipSync('"app"'));
    app = fastify();
    serveWebApp(app, findWebFiles([join(folder, 'nowhere'), folder]));
    await app.ready();
  });

  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });

  it.each(WEB_PAGES.map((page) => page.replace(/:\w+/, 'one')))('answers %s with the page', async (url) => {
    const { statusCode, headers, body } = await app.inject(url);
    expect([statusCode, body]).toEqual([200, '<title>Stepwise</title>']);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['cache-control']).toBeUndefined(); // what every answer has is kept: no-store
  });

  it('lets browsers keep what has its content in its name, and takes it compressed', async () => {
    const { headers, rawPayload } = await app.inject({
      url: '/assets/index-1a2b.js',
      headers: { 'accept-encoding': 'gzip' },
    });
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(headers['content-encoding']).toBe('gzip');
    expect(rawPayload).toEqual(gzipSync('"app"'));
  });

  it.each(['/assets', '/assets/', '/assets/index-1a2b.js.gz', '/assets/../index.html', '/index.html', '/c', '/c/a/b'])(
    'knows nothing of %s',
    async (url) => {
      expect((await app.inject(url)).statusCode).toBe(404);
    },
  );

  it('finds nothing where nothing was built', () => {
    expect(findWebFiles([join(folder, 'nowhere')])).toBeUndefined();
  });
});
