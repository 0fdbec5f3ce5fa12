import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

// Below the ranges from which systems take the ports of outgoing connections (32768 on Linux, 49152 elsewhere), so that
// the port of a store that died is still free when it is started again.
const FIRST_PORT = 20_000;
const LAST_PORT = 32_000;
const ATTEMPTS = 50;

/** A TCP port of 127.0.0.1 on which nobody listens at this moment, 20000 to 31999. */
export async function chooseFreePort(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = randomInt(FIRST_PORT, LAST_PORT);
    if (await isFree(port)) return port;
  }
  throw new Error(`No free TCP port found between ${FIRST_PORT} and ${LAST_PORT} on 127.0.0.1.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
