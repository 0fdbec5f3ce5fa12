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
    throw new Error('HOST is no address of this machine: set it to 127.0.0.1 or 0.0.0.0.', { cause: error });
  } finally {
    probe.close();
  }
}
