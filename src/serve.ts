import type { EmbeddedStores } from '@app/embedded';
import { ModelRegistry } from '@app/providers';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AppConfig, ServerConfig } from './config/app-config';
import { createApp } from './create-app';
import { Readiness } from './health/readiness';
import { OpenStreams } from './http/sse/open-streams';
import { JobRunner } from './jobs/job-runner';
import { startBanner } from './start-banner';
import { stopOnSignal } from './stop-on-signal';
import type { StoreUrls } from './stores/stores.module';

/** Runs the app on stores that are up, and stops both at the first stop signal. Resolves once it listens. */
export async function serve(config: AppConfig, urls: StoreUrls, stores: EmbeddedStores): Promise<void> {
  const app = await createApp(config, urls);
  try {
    await listen(app, config.server);
  } catch (error) {
    await app.close();
    throw error;
  }
  const jobs = app.get(JobRunner);
  stopOnSignal(async () => {
    app.get(Readiness).beginStopping();
    await Promise.all([app.get(OpenStreams).drain(config.server.shutdownTimeoutMs), jobs.stop()]);
    await app.close();
    await stores.stop();
  });
  jobs.start();
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

async function listen(app: NestFastifyApplication, { port, host }: ServerConfig): Promise<void> {
  try {
    await app.listen(port, host);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EADDRINUSE') throw new Error(`Port ${port} is taken: set PORT to another, or to 0 for a free one.`);
    if (code === 'EACCES') throw new Error(`Port ${port} needs rights this user has not: set PORT to one above 1023.`);
    if (code === 'EADDRNOTAVAIL') throw new Error('HOST is no address of this machine: use 127.0.0.1 or 0.0.0.0.');
    throw error;
  }
}

function listeningUrl(app: NestFastifyApplication, host: string): string {
  const address = app.getHttpServer().address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return `http://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}`;
}
