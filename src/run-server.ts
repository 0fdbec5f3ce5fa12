import { startEmbeddedStores, type EmbeddedStores } from '@app/embedded';
import type { AppConfig } from './config/app-config';
import { serve } from './serve';
import type { StoreUrls } from './stores/stores.module';

/**
 * Starts the stores that are needed, then the app on them. Resolves once it listens. When either cannot start, nothing
 * keeps running.
 */
export async function runServer(config: AppConfig): Promise<void> {
  const stores = await openStores(config);
  try {
    await serve(config, storeUrls(config, stores), stores);
  } catch (error) {
    await stores.stop();
    throw error;
  }
}

async function openStores({ server, redis, database }: AppConfig): Promise<EmbeddedStores> {
  return startEmbeddedStores({
    dataDir: server.dataDir,
    needRedis: redis.url === undefined,
    needPostgres: database.url === undefined,
    searchPath: server.searchPath,
    onProgress: (line) => process.stdout.write(`${line}\n`),
  });
}

function storeUrls({ redis, database }: AppConfig, stores: EmbeddedStores): StoreUrls {
  const redisUrl = redis.url ?? stores.redisUrl;
  const databaseUrl = database.url ?? stores.databaseUrl;
  if (redisUrl === undefined || databaseUrl === undefined) throw new Error('A store has no address.');
  return { redis: { ...redis, url: redisUrl }, database: { ...database, url: databaseUrl } };
}
