import { execFileSync, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** Where the two sides run. Undefined: the machine cannot pin, so they disturb each other. */
export interface Cores {
  /** Core of the servers under measurement. */
  server: number | undefined;
  /** Core of load generator and simulated provider. */
  load: number | undefined;
}

/** Separates the two sides where there are two cores and `taskset`, and moves this process to the load's side. */
export function separateCores(): Cores {
  const canPin = availableParallelism() >= 2 && spawnSync('taskset', ['-V']).status === 0;
  if (!canPin) return { server: undefined, load: undefined };
  execFileSync('taskset', ['-a', '-cp', '1', String(process.pid)], { stdio: 'ignore' });
  return { server: 0, load: 1 };
}

/** The command that runs another one on a core. */
export function pinned(core: number | undefined, command: readonly string[]): string[] {
  return core === undefined ? [...command] : ['taskset', '-c', String(core), ...command];
}
