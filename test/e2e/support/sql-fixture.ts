import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedStores } from '@app/embedded';
import { migrate } from '@app/storage';

/** A migrated Postgres, with or without a Redis, for a suite of its own. */
export interface SqlFixture {
  databaseUrl: string;
  redisUrl: string | undefined;
  /** Ends the servers and removes their data. */
  remove(): Promise<void>;
}

/** Starts the servers in a new directory. Takes some seconds. */
export async function startSql({ needRedis = false } = {}): Promise<SqlFixture> {
  const dataDir = mkdtempSync(join(tmpdir(), 'stepwise-e2e-'));
  const stores = await startEmbeddedStores({
    dataDir,
    needRedis,
    needPostgres: true,
    searchPath: process.env['PATH'],
    onProgress: () => undefined,
  });
  const databaseUrl = stores.databaseUrl ?? '';
  await migrate({ url: databaseUrl });
  return {
    databaseUrl,
    redisUrl: stores.redisUrl,
    remove: async () => {
      await stores.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
