import type { AppConfig } from './config/app-config';
import { loadConfig } from './config/load-config';
import { listenForStop } from './stop-signal';

/**
 * Runs a program with the settings of the environment, from its start to the end of its stop. It leaves with 0 when it was asked
 * to stop, at whatever moment; with `failureCode`, 1 by default, and the reason on standard error, when it could not start or not
 * stop in order.
 */
export async function runEntry(
  run: (config: AppConfig, stop: AbortSignal) => Promise<void>,
  failureCode = 1,
): Promise<void> {
  const stop = listenForStop();
  try {
    await run(loadConfig(), stop);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'Stepwise could not start.';
    const wasStopped = stop.aborted && error === stop.reason;
    process[wasStopped ? 'stdout' : 'stderr'].write(`\n${reason}\n`);
    process.exit(wasStopped ? 0 : failureCode); // a connection that was opened before may still be trying
  }
  process.exit(0);
}
