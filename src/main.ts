import { ConfigError } from './config/config-error';
import { loadConfig } from './config/load-config';
import { runServer } from './run-server';

/** Entry of the HTTP server. Exit code 1: it could not start; the reason is on standard error. */
async function main(): Promise<void> {
  try {
    await runServer(loadConfig());
  } catch (error) {
    const known = error instanceof ConfigError || error instanceof Error;
    process.stderr.write(`\n${known ? error.message : 'Stepwise could not start.'}\n`);
    process.exitCode = 1;
  }
}

void main();
