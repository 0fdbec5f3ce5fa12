import { ChildServer, freePort } from './child-server';
import type { Cores } from './cores';
import { benchProgram } from './programs';

/** Starts the yardstick of cached answers, with a Redis of its own. */
export async function startRedisGet(cores: Cores): Promise<ChildServer> {
  const [port, redisPort] = [await freePort(), await freePort()];
  const command = benchProgram('servers/redis-get-process.ts', port, redisPort);
  return ChildServer.start({ name: 'Fastify + one Redis GET', command, port, core: cores.server });
}
