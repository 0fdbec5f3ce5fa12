import { ChildServer, freePort } from './child-server';
import type { Cores } from './cores';
import { benchProgram } from './programs';

/** Starts the yardstick of every ratio. */
export async function startBareProxy(cores: Cores, upstreamPort: number): Promise<ChildServer> {
  const port = await freePort();
  const command = benchProgram('servers/bare-proxy-process.ts', port, upstreamPort);
  return ChildServer.start({ name: 'bare proxy', command, port, core: cores.server });
}
