import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Throws, naming the setting and not its value, when HOST is no address of this machine. Looks by listening there for a moment on a
 * port that is free: before any store is started, and before the framework logs the failure with the value in it.
 */
export async function checkHost(host: string): Promise<void> {
  const probe = createServer();
  try {
    probe.listen(0, host);
    await once(probe, 'listening');
  } catch (error) {
    throw new Error(problemOf(error), { cause: error });
  } finally {
    probe.close();
  }
}

function problemOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  return code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EINVAL'
    ? 'HOST is no address of this machine: set it to 127.0.0.1 or 0.0.0.0.'
    : `HOST cannot be listened on (${code}).`;
}
