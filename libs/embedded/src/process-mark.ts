import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * A text that differs between two processes that had the same id at different times: the start time. Process ids are
 * recycled, so an id in a file says nothing without it.
 *
 * @returns undefined when no such process runs; one that has ended but was not yet collected by its parent does not run.
 */
export function processMark(pid: number): string | undefined {
  if (process.platform !== 'linux') return psColumn(pid, 'lstart');
  const stat = readProc(`/proc/${pid}/stat`);
  // proc(5): field 3 is the state, field 22 the start time in ticks since boot; field 2, the name, may hold anything.
  const [state, ...rest] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  return state === 'Z' || state === 'X' ? undefined : rest[18];
}

/** True when a process with this id runs, ours or not. */
export function isRunning(pid: number): boolean {
  return processMark(pid) !== undefined;
}

/** The command line of a process, its arguments joined by spaces, or undefined when it runs no more or hides it. */
export function commandLine(pid: number): string | undefined {
  if (process.platform !== 'linux') return psColumn(pid, 'command');
  return readProc(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ').trim();
}

function readProc(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // the process is gone, which is an answer
  }
}

function psColumn(pid: number, column: string): string | undefined {
  try {
    return execFileSync('ps', ['-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined; // ps exits 1 for an unknown process
  }
}
