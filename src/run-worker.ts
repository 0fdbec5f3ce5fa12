import { QUEUE_NAMES } from '@app/queue';
import { DatabaseSchema } from '@app/storage';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module';
import { IdentityStart } from './auth/identity/identity-start';
import type { AppConfig } from './config/app-config';
import { ConfigError, type ConfigProblem } from './config/config-error';
import { createLogger } from './http/logging/logger';
import { NestLogger } from './http/logging/nest-logger';
import { JobRunner } from './jobs/job-runner';
import { untilStopped } from './stop-signal';
import type { StoreUrls } from './stores/stores.module';

/**
 * Works the queues until it is to stop. Listens on nothing and starts no stores: those of a server are its own, so both URLs have to
 * be set. Throws {@link ConfigError} otherwise.
 */
export async function runWorker(config: AppConfig, stop: AbortSignal): Promise<void> {
  const logger = createLogger(config.http.logLevel);
  const jobs = { ...config.jobs, enabled: true };
  const app = await NestFactory.createApplicationContext(
    AppModule.register({ ...config, jobs }, sharedStores(config)),
    { logger: new NestLogger(logger), abortOnError: false },
  );
  const schema = app.get(DatabaseSchema);
  schema.whenReady(() => app.get(IdentityStart).checkWorkerSecret());
  await schema.prepare();
  const runner = app.get(JobRunner);
  runner.start();
  const readyAfter = process.uptime().toFixed(1);
  process.stdout.write(`Stepwise worker is ready after ${readyAfter} s: queues ${QUEUE_NAMES.join(', ')}\n`);
  await untilStopped(stop);
  await runner.stop();
  await app.close();
}

function sharedStores({ redis, database }: AppConfig): StoreUrls {
  const hasRedis = redis.url !== undefined || redis.sentinel !== undefined || redis.clusterNodes !== undefined;
  if (hasRedis && database.url !== undefined) return { redis, database: { ...database, url: database.url } };
  const reason = 'must be set for a worker: it shares the stores of the servers and starts none';
  const problems: ConfigProblem[] = [
    ...(hasRedis ? [] : [{ variable: 'REDIS_URL', reason }]),
    ...(database.url === undefined ? [{ variable: 'DATABASE_URL', reason }] : []),
  ];
  throw new ConfigError(problems);
}
