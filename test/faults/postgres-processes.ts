import { readdirSync, readFileSync } from 'node:fs';
import type { Pool } from 'pg';

/** The processes of a Postgres on this machine, to do to them what faults do. */
export class PostgresProcesses {
  private constructor(private readonly postmaster: number) {}

  /** Finds them through one of their backends. */
  static async behind(pool: Pool): Promise<PostgresProcesses> {
    const { rows } = await pool.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    return new PostgresProcesses(parentOf(rows[0]!.pid));
  }

  /** Sends a signal to the server and all its backends, the server first. */
  signal(name: NodeJS.Signals): void {
    for (const pid of [this.postmaster, ...this.children()]) {
      try {
        process.kill(pid, name);
      } catch {
        // gone already
      }
    }
  }

  private children(): number[] {
    return readdirSync('/proc')
      .filter((entry) => /^\d+$/.test(entry))
      .map(Number)
      .filter((pid) => parentOf(pid) === this.postmaster);
  }
}

/** 0 for a process that is gone. */
function parentOf(pid: number): number {
  try {
    return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
