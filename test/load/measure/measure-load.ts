import type { LoadTarget } from '../load/chat-targets';
import { runClosedLoop, type ClosedLoop } from '../load/closed-loop';
import type { ChildServer } from '../servers/child-server';
import { cpuMicros, processTree } from './process-stats';
import { percentile } from './statistics';

/** What one load told about a target. Times in milliseconds. */
export interface LoadFigures {
  answers: number;
  perSecond: number;
  totalP50: number;
  totalP99: number;
  firstTextP50: number;
  firstTextP99: number;
  /** CPU time of the server, all its children and its stores per answer, microseconds. */
  cpuMicros: number;
  /** How busy clients and simulated provider were, 0 to 1 of a core. Near 1 they, not the server, set the pace. */
  loadSideBusy: number;
  errors: number;
}

/** Who is loaded, and who takes part in loading. */
export interface LoadSides {
  target: LoadTarget;
  /** The simulated provider. */
  upstream: ChildServer;
}

/** How a target is loaded. */
export type LoadShape = Pick<ClosedLoop, 'connections' | 'seconds' | 'spreadMs'>;

/** Loads a target for a while. */
export async function measureLoad(sides: LoadSides, shape: LoadShape): Promise<LoadFigures> {
  const { target, upstream } = sides;
  const pids = [target.server, ...(target.stores ?? [])].flatMap(({ pid }) => processTree(pid));
  const loadSide = [process.pid, upstream.pid];
  const cpuBefore = cpuMicros(pids);
  const loadBefore = cpuMicros(loadSide);
  const { request, rule } = target;
  const { exchanges, errors, seconds: took } = await runClosedLoop({ request, rule, ...shape });
  const cpuUsed = cpuMicros(pids) - cpuBefore;
  const loadUsed = cpuMicros(loadSide) - loadBefore;
  const total = exchanges.map(({ totalMs }) => totalMs);
  const firstText = exchanges.map(({ firstTextMs }) => firstTextMs);
  return {
    answers: exchanges.length,
    perSecond: exchanges.length / took,
    totalP50: percentile(total, 0.5),
    totalP99: percentile(total, 0.99),
    firstTextP50: percentile(firstText, 0.5),
    firstTextP99: percentile(firstText, 0.99),
    cpuMicros: cpuUsed / exchanges.length,
    loadSideBusy: loadUsed / (took * 1e6),
    errors,
  };
}
