import { loadConfig } from '../../../src/config/load-config';
import { createApp } from '../../../src/create-app';

/** Makes the app with the environment that it is given, and prints which modules of OpenTelemetry's SDK were loaded for it. */
async function main(): Promise<void> {
  const config = loadConfig({ ...process.env, LOG_LEVEL: 'silent' });
  const app = await createApp(config, {
    redis: { ...config.redis, url: 'redis://127.0.0.1:1' },
    database: { url: 'postgres://nobody@127.0.0.1:1/none' },
  });
  const packages = Object.keys(require.cache).flatMap((path) => /@opentelemetry\/[a-z-]+/.exec(path)?.[0] ?? []);
  // prom-client and drizzle load the API, which is empty by itself.
  process.stdout.write(`loaded: ${[...new Set(packages)].filter((name) => !name.endsWith('/api')).join(' ')}\n`);
  await app.close();
  process.exit(0);
}

void main();
