import { ChildServer, freePort } from './child-server';
import type { Cores } from './cores';
import { benchProgram } from './programs';

/** Starts the simulated provider, on the load's core. */
export async function startUpstream(cores: Cores): Promise<ChildServer> {
  const port = await freePort();
  const command = benchProgram('upstream/upstream-process.ts', port);
  return ChildServer.start({ name: 'simulated provider', command, port, core: cores.load });
}
