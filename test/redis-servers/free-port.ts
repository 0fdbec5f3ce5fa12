import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** A port that nobody listens on now. Below 20000, so that the bus port of a Cluster node (port + 10000) is a port too. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 10_200 + Math.floor(Math.random() * 9_000);
    const server = createServer();
    try {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
      return port;
    } catch {
      // taken: the next one
    } finally {
      server.close();
    }
  }
}

/** Resolves when somebody listens on the port. The test's own limit ends it otherwise. */
export async function untilListening(port: number): Promise<void> {
  while (!(await isListening(port))) await delay(20);
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false; // not yet
  } finally {
    socket.destroy();
  }
}
