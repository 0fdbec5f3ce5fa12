import type { AppConfig } from './config/app-config';
import { loadConfig } from './config/load-config';

/** Runs a program with the settings of the environment. Exit code 1: it could not start; the reason is on standard error. */
export async function runEntry(run: (config: AppConfig) => Promise<void>): Promise<void> {
  try {
    await run(loadConfig());
  } catch (error) {
    process.stderr.write(`\n${error instanceof Error ? error.message : 'Stepwise could not start.'}\n`);
    process.exit(1); // a connection that was opened before may still be trying
  }
}
