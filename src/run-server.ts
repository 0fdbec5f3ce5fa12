import { startEmbeddedStores, type EmbeddedStores } from '@app/embedded';
import { ModelRegistry } from '@app/providers';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AppConfig } from './config/app-config';
import { createApp } from './create-app';
import { Readiness } from './health/readiness';
import { OpenStreams } from './http/sse/open-streams';
import { startBanner } from './start-banner';
import type { StoreUrls } from './stores/stores.module';

const STOP_SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Starts the stores that are needed, then the app, and stops both at the first stop signal. Resolves once it listens. */
export async function runServer(config: AppConfig): Promise<void> {
  const stores = await openStores(config);
  const app = await createApp(config, storeUrls(config, stores));
  await app.listen(config.server.port, config.server.host);
  stopOnSignal(app, stores, config.server.shutdownTimeoutMs);
  const models = app.get(ModelRegistry);
  process.stdout.write(
    startBanner({
      url: listeningUrl(app, config.server.host),
      stores: stores.describe(),
      providers: models.describe(),
      needsKey: config.http.apiKeys.length > 0,
      readyAfterMs: process.uptime() * 1000,
    }),
  );
  // The price list, and the local model with its download, so that the first request does not wait for them.
  models.warmUp().catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : 'unknown reason';
    process.stderr.write(`The local model cannot be used yet: ${reason}\n`);
  });
}

async function openStores({ server, redis, database }: AppConfig): Promise<EmbeddedStores> {
  return startEmbeddedStores({
    dataDir: server.dataDir,
    needRedis: redis.url === undefined,
    needPostgres: database.url === undefined,
    onProgress: (line) => process.stdout.write(`${line}\n`),
  });
}

function storeUrls({ redis, database }: AppConfig, stores: EmbeddedStores): StoreUrls {
  const redisUrl = redis.url ?? stores.redisUrl;
  const databaseUrl = database.url ?? stores.databaseUrl;
  if (redisUrl === undefined || databaseUrl === undefined) throw new Error('A store has no address.');
  return { redis: { ...redis, url: redisUrl }, database: { ...database, url: databaseUrl } };
}

function listeningUrl(app: NestFastifyApplication, host: string): string {
  const address = app.getHttpServer().address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return `http://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}`;
}

/** First signal: refuse new work, let streams end, close, stop the stores. Second signal: leave at once. */
function stopOnSignal(app: NestFastifyApplication, stores: EmbeddedStores, deadlineMs: number): void {
  let stopping = false;
  const stop = async (): Promise<void> => {
    app.get(Readiness).beginStopping();
    await app.get(OpenStreams).drain(deadlineMs);
    await app.close();
    await stores.stop();
  };
  for (const signal of STOP_SIGNALS) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      stop().then(
        () => process.exit(0),
        (error: unknown) => {
          process.stderr.write(`Stopping failed: ${error instanceof Error ? error.message : 'unknown reason'}\n`);
          process.exit(1);
        },
      );
    });
  }
}
