import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';

const TICKS_PER_SECOND = Number(execFileSync('getconf', ['CLK_TCK']).toString());

// Fields of /proc/PID/stat behind the command's name, see proc(5): 3 is the first of them.
const FIRST_FIELD = 3;
const PARENT = 4 - FIRST_FIELD;
const USER_TICKS = 14 - FIRST_FIELD;
const SYSTEM_TICKS = 15 - FIRST_FIELD;

/** A process with all that it started, as they are now. Linux only. */
export function processTree(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const parent = Number(statOf(Number(entry))[PARENT]);
    children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
  }
  const tree = [pid];
  for (const member of tree) tree.push(...(children.get(member) ?? []));
  return tree;
}

/** CPU time that these processes used since they began, microseconds, in steps of a tick (mostly 10 ms). */
export function cpuMicros(pids: readonly number[]): number {
  const ticks = pids.reduce((sum, pid) => {
    const stat = statOf(pid);
    return sum + Number(stat[USER_TICKS] ?? 0) + Number(stat[SYSTEM_TICKS] ?? 0);
  }, 0);
  return (ticks * 1e6) / TICKS_PER_SECOND;
}

/** Resident memory of one process, KiB. */
export function residentKib(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? NaN);
}

function statOf(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return []; // it ended between being listed and being read
  }
}
