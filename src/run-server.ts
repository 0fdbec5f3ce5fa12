import { startEmbeddedStores, type EmbeddedStores } from '@app/embedded';
import { checkHost } from './check-host';
import type { AppConfig } from './config/app-config';
import { serve } from './serve';
import type { StoreUrls } from './stores/stores.module';

/**
 * Starts the stores that are needed and runs the app on them until it is to stop. Whether it did, could not start or was stopped
 * before it was ready (then it throws the signal's reason): at its end nothing is left running.
 */
export async function runServer(config: AppConfig, stop: AbortSignal): Promise<void> {
  await checkHost(config.server.host);
  const stores = await openStores(config, stop);
  try {
    await serve(config, storeUrls(config, stores), stores, stop);
  } finally {
    await stores.stop();
  }
}

async function openStores({ server, redis, database }: AppConfig, signal: AbortSignal): Promise<EmbeddedStores> {
  return startEmbeddedStores({
    dataDir: server.dataDir,
    needRedis: redis.url === undefined && redis.sentinel === undefined && redis.clusterNodes === undefined,
    needPostgres: database.url === undefined,
    searchPath: server.searchPath,
    onProgress: (line) => process.stdout.write(`${line}\n`),
    signal,
  });
}

function storeUrls({ redis, database }: AppConfig, stores: EmbeddedStores): StoreUrls {
  const { redisUrl } = stores;
  const databaseUrl = database.url ?? stores.databaseUrl;
  if (databaseUrl === undefined) throw new Error('PostgreSQL has no address.');
  return {
    redis: redisUrl === undefined ? { ...redis, isPrivate: false } : { ...redis, url: redisUrl, isPrivate: true },
    database: { ...database, url: databaseUrl, isPrivate: database.url === undefined },
  };
}
