import { findRunningPostgres, startEmbeddedStores } from '@app/embedded';
import type { AppConfig } from './config/app-config';

/**
 * Gives a command the address of the database: DATABASE_URL, else the embedded one that a server runs now, else one that is
 * started for the command and ended after it.
 */
export async function withDatabase<T>(config: AppConfig, work: (url: string) => Promise<T>): Promise<T> {
  const running = config.database.url ?? findRunningPostgres(config.server.dataDir);
  if (running !== undefined) return work(running);
  const stores = await startEmbeddedStores({
    dataDir: config.server.dataDir,
    needRedis: false,
    needPostgres: true,
    searchPath: config.server.searchPath,
    onProgress: (line) => process.stderr.write(`${line}\n`),
  });
  try {
    if (stores.databaseUrl === undefined) throw new Error('The embedded database has no address.');
    return await work(stores.databaseUrl);
  } finally {
    await stores.stop();
  }
}
