import { startApp } from '../support/running-app';

/**
 * Starts the app with the environment that it is given, as a process of its own: what was loaded can be seen then, and OpenTelemetry's
 * exporter, which imports modules while it runs, does not work within Jest. Asks what its argument says, one after the other, prints
 * what was loaded of OpenTelemetry's SDK, and ends.
 */
async function main(questions: readonly object[]): Promise<void> {
  const running = await startApp(process.env as Record<string, string>);
  for (const question of questions) {
    const response = await fetch(`${running.url}/api/v1/chat`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', traceparent: process.env['TEST_TRACEPARENT'] ?? '' },
      body: JSON.stringify(question),
    });
    await response.text();
  }
  const packages = Object.keys(require.cache).flatMap((path) => /@opentelemetry\/[a-z-]+/.exec(path)?.[0] ?? []);
  // prom-client and drizzle load the API, which is empty by itself.
  process.stdout.write(`loaded: ${[...new Set(packages)].filter((name) => !name.endsWith('/api')).join(' ')}\n`);
  await running.close();
  process.exit(0);
}

void main(JSON.parse(process.argv[2] ?? '[]') as object[]);
