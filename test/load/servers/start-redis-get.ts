import { ChildServer, freePort } from './child-server';
import type { Cores } from './cores';
import { benchProgram } from './programs';

const YARDSTICKS = {
  fastify: { name: 'Fastify + one Redis GET', program: 'servers/redis-get-process.ts' },
  frameworks: { name: 'Nest, Fastify, ioredis alone', program: 'servers/framework-redis-get-process.ts' },
} as const;

/** Starts a yardstick of cached answers with a Redis of its own: `fastify`, or what shows the cost of the frameworks alone. */
export async function startRedisGet(cores: Cores, kind: keyof typeof YARDSTICKS): Promise<ChildServer> {
  const [port, redisPort] = [await freePort(), await freePort()];
  const { name, program } = YARDSTICKS[kind];
  const command = benchProgram(program, port, redisPort);
  return ChildServer.start({ name, command, port, core: cores.server });
}
