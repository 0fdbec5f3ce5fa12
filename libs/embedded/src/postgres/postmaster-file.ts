import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine, isRunning } from '../process-mark';

/** What the running server writes about itself (PostgreSQL, src/include/utils/pidfile.h). */
export interface PostmasterFile {
  pid: number;
  /** Undefined until the server listens. */
  port: number | undefined;
  ready: boolean;
}

const LINE_PID = 0;
const LINE_PORT = 3;
const LINE_STATUS = 7;

/** Reads `postmaster.pid`, or undefined when there is none or it is being written. */
export function readPostmasterFile(clusterDir: string): PostmasterFile | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(clusterDir, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return undefined; // no server, or one that is just going
  }
  const pid = Number(lines[LINE_PID]);
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  const port = Number(lines[LINE_PORT]);
  return { pid, port: port > 0 ? port : undefined, ready: lines[LINE_STATUS]?.trim() === 'ready' };
}

/**
 * The process id of a server that still runs on these data although nobody supervises it.
 *
 * @returns undefined when the process of the file is gone, or its id now belongs to something else. A file that would keep
 *   a new server from starting is removed then.
 */
export function findOrphanPostmaster(clusterDir: string): number | undefined {
  const pid = readPostmasterFile(clusterDir)?.pid;
  if (pid === undefined) return undefined;
  if (isRunning(pid) && commandLine(pid)?.includes(`-D ${clusterDir} `) === true) return pid;
  // PostgreSQL handles a file whose process is gone, but takes a recycled id, or a dead process that its parent never
  // collected, for a running server.
  if (idIsTaken(pid)) rmSync(join(clusterDir, 'postmaster.pid'), { force: true });
  return undefined;
}

function idIsTaken(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // nobody has it, or somebody whom PostgreSQL would not mistake for itself
  }
}
