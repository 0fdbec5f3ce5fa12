import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ErrorBody } from '@app/contracts';
import { ask } from '../e2e/support/json-client';
import { startApp, type RunningApp } from '../e2e/support/running-app';
import { startSql, type SqlFixture } from '../e2e/support/sql-fixture';
import { FaultProxy } from '../redis-servers/fault-proxy';

jest.setTimeout(120_000);

const ROOT_KEY = 'the-key-of-the-outage-suite';

describe('identities while the database is away', () => {
  let stores: SqlFixture;
  let proxy: FaultProxy;
  let running: RunningApp;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'stepwise-away-'));
    stores = await startSql();
    proxy = await FaultProxy.to(Number(new URL(stores.databaseUrl).port));
    const url = new URL(stores.databaseUrl);
    url.port = new URL(proxy.url).port;
    running = await startApp({ DATABASE_URL: url.href, DATA_DIR: folder, API_KEYS: ROOT_KEY });
  });
  afterAll(async () => {
    await running.close();
    proxy.close();
    await stores.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const as = <T = { key: string }>(key: string, method: string, path: string, body?: object) =>
    ask<T>(`${running.url}${path}`, method, body, { authorization: `Bearer ${key}` });
  const newKey = async (): Promise<string> => (await as(ROOT_KEY, 'POST', '/api/v1/keys', { name: 'a key' })).body.key;

  it('knows whom it knew, lets nobody new in, and says so with 503', async () => {
    const [known, unknown] = [await newKey(), await newKey()];
    expect((await as(known, 'GET', '/api/v1/me')).status).toBe(200);
    proxy.mute = true;
    expect((await as(known, 'GET', '/api/v1/me')).status).toBe(200);
    expect((await as(ROOT_KEY, 'GET', '/api/v1/me')).status).toBe(200); // is in no database
    const refused = await as<ErrorBody>(unknown, 'GET', '/api/v1/me');
    expect(refused).toMatchObject({ status: 503, body: { error: { code: 'storage_unavailable' } } });
    expect(refused.headers.get('retry-after')).toBe('1');
    const login = await ask<ErrorBody>(`${running.url}/api/v1/login`, 'POST', { apiKey: unknown });
    expect(login.status).toBe(503);
    expect(login.headers.get('set-cookie')).toBeNull();
    const revoked = await as<ErrorBody>(ROOT_KEY, 'DELETE', '/api/v1/keys/key_1');
    expect(revoked.status).toBe(503);

    proxy.mute = false;
    for (;;) {
      const { status } = await as(unknown, 'GET', '/api/v1/me'); // the pool replaces its frozen connections by and by
      if (status === 200) break;
      expect(status).toBe(503);
    }
  });
});
