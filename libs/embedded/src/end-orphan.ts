import { setTimeout as delay } from 'node:timers/promises';
import { EmbeddedStoreError } from './embedded-store-error';
import { isRunning } from './process-mark';

const POLL_MS = 10;

/**
 * Ends a server that an earlier, killed supervisor left behind, and resolves when it is gone.
 *
 * @param signals mildest first; each gets its share of the time.
 * @throws EmbeddedStoreError when it survives them all.
 */
export async function endOrphan(pid: number, signals: readonly NodeJS.Signals[], deadlineMs: number): Promise<void> {
  for (const signal of signals) {
    if (!send(pid, signal)) return;
    const until = performance.now() + deadlineMs / signals.length;
    while (performance.now() < until) {
      if (!isRunning(pid)) return;
      await delay(POLL_MS);
    }
  }
  throw new EmbeddedStoreError(`A store of an earlier run (process ${pid}) cannot be ended. End it by hand.`);
}

function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
