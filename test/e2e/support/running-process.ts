import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');
const LISTENING = /is ready after [\d.]+ s: (http:\S+)/;

/** The server, a worker or a command as a process of its own, as people start it. */
export class RunningProcess {
  /** Everything it has printed. */
  output = '';
  private url: string | undefined;

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    }
  }

  /** Starts a program of the repository (by its path there) with these environment variables, PATH and arguments. */
  static start(env: Record<string, string>, entry = 'src/main.ts', args: readonly string[] = []): RunningProcess {
    const child = spawn(process.execPath, ['-r', './scripts/register-ts.cjs', entry, ...args], {
      cwd: ROOT,
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new RunningProcess(child);
  }

  /** Its address, once it listens. Throws what it printed when it ends before that. */
  async listening(): Promise<string> {
    return (this.url ??= (await this.printed(LISTENING))[1]!);
  }

  /** Resolves once it has printed this. Throws what it printed when it ends before that. */
  async printed(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.output);
      if (found !== null) return found;
      if (this.child.exitCode !== null) throw new Error(`The process ended early:\n${this.output}`);
      await Promise.race([once(this.child.stdout!, 'data'), once(this.child, 'exit')]);
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Its exit code, once it has ended; null when a signal ended it. */
  async exitCode(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
    return this.child.exitCode;
  }
}
