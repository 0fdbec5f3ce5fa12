import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const SCRIPT = join(__dirname, 'disk-faults.py');
const SUPERVISOR = join(__dirname, '../integration/embedded/supervisor.ts');
const REGISTER = join(__dirname, '../../scripts/register-ts.cjs');
const LONGEST_START_MS = 120_000;

/** What the disk does: all it is asked, no more space, or an error for everything that must reach the platter. */
export type DiskState = 'well' | 'full' | 'io-error';

/** The embedded Postgres, supervised in a process of its own, on a disk that can be made to fail. */
export class FailingDisk {
  private constructor(
    /** Of the database. */
    readonly url: string,
    private readonly child: ChildProcess,
    private readonly dataDir: string,
  ) {}

  /** Why there is none here; undefined where it works. It needs Linux and python3, and no privilege. */
  static reasonAgainst(): string | undefined {
    const { status, error, stderr } = spawnSync('python3', [SCRIPT, '--check'], { encoding: 'utf8' });
    if (status === 0) return undefined;
    return error === undefined ? stderr.trim() || `python3 ended with ${status}` : error.message;
  }

  static async start(): Promise<FailingDisk> {
    const dataDir = mkdtempSync(join(tmpdir(), 'stepwise-disk-'));
    const options = { dataDir, needRedis: false, needPostgres: true, searchPath: process.env['PATH'] };
    const server = [process.execPath, '-r', REGISTER, SUPERVISOR, JSON.stringify(options)];
    const args = [SCRIPT, join(dataDir, 'postgres'), join(dataDir, 'disk'), ...server];
    const child = spawn('python3', args, { stdio: ['ignore', 'pipe', 'ignore'] });
    const [line] = (await Promise.race([
      once(createInterface(child.stdout), 'line', { signal: AbortSignal.timeout(LONGEST_START_MS) }),
      once(child, 'exit').then(() => ['{"error":"it ended without a word"}']),
    ])) as [string];
    const { databaseUrl, error } = JSON.parse(line) as { databaseUrl?: string; error?: string };
    if (databaseUrl === undefined) throw new Error(`Postgres did not start: ${error}`);
    return new FailingDisk(databaseUrl, child, dataDir);
  }

  /** From now on. */
  become(state: DiskState): void {
    writeFileSync(join(this.dataDir, 'disk'), state);
  }

  /** What the server wrote into its log so far. */
  get log(): string {
    return readFileSync(join(this.dataDir, 'postgres.log'), 'utf8');
  }

  /** Ends the server and removes its data. */
  async remove(): Promise<void> {
    this.become('well');
    this.child.kill('SIGTERM');
    if (this.child.exitCode === null) await once(this.child, 'exit');
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}
