import { createRequire } from 'node:module';
import type { RedisPlace, RedisSearchResult } from './redis-program';

// Runs in its own process, so that a busy store never holds up the event loop that serves requests. The password comes by
// the environment: a command line is readable by everybody on the machine.
const CHILD_PROGRAM = `
const { createRedisServer } = require(process.argv[1]);
createRedisServer({ port: Number(process.argv[2]) }).then(({ state, close }) => {
  state.requirepass = process.env.REDIS_CHILD_PASSWORD;
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => close().then(() => process.exit(0)));
});`;

/**
 * js-redis-server: a server in JavaScript. It needs nothing of the system, keeps everything in memory, is about a third as
 * fast as Redis and knows no BRPOPLPUSH. The last resort.
 */
export function scriptRedis(): RedisSearchResult {
  let library: string;
  try {
    library = createRequire(__filename).resolve('js-redis-server');
  } catch {
    return { reason: 'the npm package js-redis-server is not installed' };
  }
  const command = ({ port, password }: RedisPlace) => ({
    file: process.execPath,
    args: ['-e', CHILD_PROGRAM, library, String(port)],
    env: { REDIS_CHILD_PASSWORD: password },
  });
  return { program: { name: 'js-redis-server (in memory)', durable: false, command } };
}
