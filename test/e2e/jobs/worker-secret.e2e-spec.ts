import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestStores, type TestStores } from '../../integration/storage/store-fixture';
import { RunningProcess } from '../support/running-process';

jest.setTimeout(120_000);

describe('a worker beside a server with keys', () => {
  let stores: TestStores;
  let folder: string;

  beforeAll(async () => {
    stores = await startTestStores({ needRedis: true, needPostgres: true });
    folder = mkdtempSync(join(tmpdir(), 'stepwise-worker-secret-'));
    const server = RunningProcess.start(env('server', { AUTHENTICATION: 'required' }));
    await server.printed(/This is the first, for administration/);
    server.signal('SIGTERM');
    await server.exitCode();
  });
  afterAll(async () => {
    await stores.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const env = (name: string, more: Record<string, string>): Record<string, string> => ({
    REDIS_URL: stores.redisUrl!,
    DATABASE_URL: stores.databaseUrl!,
    DATA_DIR: join(folder, name),
    ...more,
  });

  it('does not start with another secret', async () => {
    const worker = RunningProcess.start(env('other', {}), 'src/worker.ts');
    expect(await worker.exitCode()).toBe(1);
    expect(worker.output).toContain('hashed with another secret');
  });

  it('starts with what the file of the server holds as its setting', async () => {
    const secret = readFileSync(join(folder, 'server', 'key-secret'), 'utf8').trim();
    const worker = RunningProcess.start(env('another', { KEY_SECRET: secret }), 'src/worker.ts');
    await worker.printed(/worker is ready/);
    worker.signal('SIGTERM');
    expect(await worker.exitCode()).toBe(0);
  });
});
