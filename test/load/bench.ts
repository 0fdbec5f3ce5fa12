import type { BenchOptions } from './options';
import type { Report } from './report/report';
import type { ChildServer } from './servers/child-server';
import type { Cores } from './servers/cores';

/** What every suite works with. */
export interface Bench<Options = BenchOptions> {
  options: Options;
  cores: Cores;
  /** The simulated provider. */
  upstream: ChildServer;
  report: Report;
  /** Tells the person at the console what happens. */
  say: (text: string) => void;
}

/** Starts servers one after another, lets them be used, and stops them whatever happens, the last one first. */
export async function withServers<Result>(
  starts: readonly (() => Promise<ChildServer>)[],
  use: (servers: ChildServer[]) => Promise<Result>,
): Promise<Result> {
  const servers: ChildServer[] = [];
  try {
    for (const start of starts) servers.push(await start());
    return await use(servers);
  } finally {
    for (const server of servers.reverse()) await server.stop();
  }
}
