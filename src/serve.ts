import type { EmbeddedStores } from '@app/embedded';
import { ModelRegistry } from '@app/providers';
import { DatabaseSchema } from '@app/storage';
import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AppConfig, ServerConfig } from './config/app-config';
import { givenSettings } from './config/given-settings';
import { misspeltSettings } from './config/misspelt-settings';
import { createApp } from './create-app';
import { awaitRedis, describeExternalStores } from './describe-stores';
import { isOpen } from './http/auth/is-open';
import { JobRunner } from './jobs/job-runner';
import { prepareIdentities } from './prepare-identities';
import { SettingsAudit } from './settings/settings-audit';
import { startBanner } from './start-banner';
import { untilStopped } from './stop-signal';
import { stopServer } from './stop-server';
import type { StoreUrls } from './stores/stores.module';

/** Runs the app on stores that are up, until it is to stop. Resolves once it has stopped; the stores run on. */
export async function serve(
  config: AppConfig,
  urls: StoreUrls,
  stores: EmbeddedStores,
  stop: AbortSignal,
): Promise<void> {
  const app = await createApp(config, urls);
  try {
    prepareIdentities(app, config);
    app.get(DatabaseSchema).whenReady(() => app.get(SettingsAudit).note(givenSettings()));
    await app.get(DatabaseSchema).prepare();
    stop.throwIfAborted();
    await listen(app, config.server);
  } catch (error) {
    await app.close();
    throw error;
  }
  app.get(JobRunner).start();
  await awaitRedis(app);
  if (!stop.aborted) await announce(app, config, stores);
  await untilStopped(stop);
  await stopServer(app, config.server.shutdownTimeoutMs);
}

/** Says that it is ready, and makes ready what the first request would wait for: the price list, the local model. */
async function announce(app: NestFastifyApplication, config: AppConfig, stores: EmbeddedStores): Promise<void> {
  const models = app.get(ModelRegistry);
  process.stdout.write(
    startBanner({
      url: listeningUrl(app, config.server.host),
      stores: [...stores.describe(), ...(await describeExternalStores(app, config))],
      providers: models.describe(),
      auto: describeAuto(models),
      autoIsDemo: models.find('auto')?.provider === 'embedded',
      warnings: [models.describeUnknownDefault(), ...misspeltSettings(keyVariablesOf(config))].filter(
        (warning) => warning !== undefined,
      ),
      needsKey: !isOpen(config.http),
      readyAfterMs: process.uptime() * 1000,
    }),
  );
  models.warmUp().catch((error: unknown) => {
    new Logger('Models').warn(error instanceof Error ? error.message : 'The local model cannot be used yet.');
  });
}

/** The model that `auto` takes, and whether it is the one that was asked for. */
function describeAuto(models: ModelRegistry): string | undefined {
  if (!models.list().some(({ available }) => available)) return undefined;
  const { model, warnings } = models.resolve('auto');
  const { id } = model.descriptor;
  return warnings.length === 0 ? id : `${id} (the model of DEFAULT_COT_MODEL cannot answer)`;
}

async function listen(app: NestFastifyApplication, { port, host }: ServerConfig): Promise<void> {
  try {
    await app.listen(port, host);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EADDRINUSE') throw new Error(`Port ${port} is taken: set PORT to another, or to 0 for a free one.`);
    if (code === 'EACCES') throw new Error(`Port ${port} needs rights this user has not: set PORT to one above 1023.`);
    throw error;
  }
}

function listeningUrl(app: NestFastifyApplication, host: string): string {
  const address = app.getHttpServer().address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  if (host === '0.0.0.0' || host === '::') return `http://127.0.0.1:${port}`;
  return `http://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}`;
}

function keyVariablesOf({ providers }: AppConfig): Set<string> {
  return new Set(providers.endpoints.flatMap(({ keyVariable }) => keyVariable ?? []));
}
