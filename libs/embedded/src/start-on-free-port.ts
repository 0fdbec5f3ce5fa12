import type { EmbeddedLog } from './embedded-log';
import { EmbeddedStoreError } from './embedded-store-error';
import { chooseFreePort } from './free-port';
import type { SupervisedProcess } from './supervised-process';

/** What {@link startOnFreePort} starts. */
export interface PortServer {
  /** The server, not started, set to listen on this port. */
  on: (port: number) => SupervisedProcess;
  /** What its last words hold when another program has the port. */
  portTaken: RegExp;
}

const ATTEMPTS = 3;

/**
 * Starts a server on a free port of this machine. Tries a few: another program may take the chosen one before the server does.
 *
 * @throws EmbeddedStoreError when the server does not start, or finds no free port three times; the signal's reason when that is
 * aborted.
 */
export async function startOnFreePort(
  { on, portTaken }: PortServer,
  { log, signal }: { log: EmbeddedLog; signal?: AbortSignal | undefined },
): Promise<{ server: SupervisedProcess; port: number }> {
  for (let attempt = 1; ; attempt++) {
    const port = await chooseFreePort();
    const server = on(port);
    try {
      await server.start(signal);
      return { server, port };
    } catch (error) {
      const again = error instanceof EmbeddedStoreError && portTaken.test(error.message);
      if (!again || attempt === ATTEMPTS) throw error;
      log.warn(error.message);
    }
  }
}
