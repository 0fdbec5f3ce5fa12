import { ChildServer, freePort } from './child-server';
import type { Cores } from './cores';
import { benchProgram } from './programs';

/** Starts what shows the cost of the frameworks alone. */
export async function startFrameworkProxy(cores: Cores, upstreamPort: number): Promise<ChildServer> {
  const port = await freePort();
  const command = benchProgram('servers/framework-proxy-process.ts', port, upstreamPort);
  return ChildServer.start({ name: 'Nest, Fastify, undici alone', command, port, core: cores.server });
}
