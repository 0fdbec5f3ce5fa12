import { spawn, spawnSync, type ChildProcess, type StdioOptions } from 'node:child_process';
import { findProgram } from './find-program';
import { launchPlan, type Program } from './launch-plan';

/** How a program that was run to its end came out. */
export interface RunResult {
  /** The exit status; undefined when it could not be started, ran too long or was ended by a signal. */
  code: number | undefined;
  /** Standard output and standard error together, the last 64 KiB. */
  output: string;
}

/** Limits and input of {@link Launcher.run}. */
export interface RunOptions {
  timeoutMs: number;
  /** Written to standard input, which is then closed. */
  input?: string;
  /** Ends the program when aborted: asks it, and kills it after two seconds. */
  signal?: AbortSignal | undefined;
}

const KEPT_OUTPUT = 64 * 1024;
const ABORT_GRACE_MS = 2_000;

/** Where programs usually are. Some of them are missing from the PATH of ordinary users and of desktop programs. */
export const USUAL_DIRECTORIES = '/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin:/opt/homebrew/bin';

/** Finds and starts programs. */
export class Launcher {
  private readonly setpriv: string | undefined;

  /** @param searchPath the directories to look for programs in, as in PATH. */
  constructor(private readonly searchPath: string) {
    this.setpriv = process.platform === 'linux' ? workingSetpriv(searchPath) : undefined;
  }

  /** The path of a program, or undefined when it is not installed. */
  find(name: string): string | undefined {
    return findProgram(name, this.searchPath);
  }

  /** True when a program can be started as another account that keeps a capability. */
  get canKeepCapability(): boolean {
    return this.setpriv !== undefined;
  }

  /**
   * Starts a server: in its own session, so that Ctrl-C in the terminal reaches this process alone, and, where the system
   * has a way (Linux), with a request to the kernel to end it when this process dies, however it dies.
   *
   * @param logFd an open file for its output.
   * @param lastSignal what it receives when this process is gone.
   */
  startServer(program: Program, logFd: number, lastSignal: NodeJS.Signals): ChildProcess {
    return this.spawn({ ...program, lastSignal }, ['ignore', logFd, logFd]);
  }

  /** Runs a program to its end, in its own session for the same reason. Never rejects. */
  async run(program: Program, options: RunOptions): Promise<RunResult> {
    return new Promise((resolve) => {
      const child = this.spawn({ ...program, lastSignal: 'SIGTERM' }, ['pipe', 'pipe', 'pipe']);
      let output = '';
      const collect = (chunk: Buffer) => {
        output = (output + chunk.toString('utf8')).slice(-KEPT_OUTPUT);
      };
      const kill = () => child.kill('SIGKILL');
      let timer = setTimeout(kill, options.timeoutMs);
      const abort = () => {
        child.kill('SIGTERM'); // it may have something to clean up
        clearTimeout(timer);
        timer = setTimeout(kill, ABORT_GRACE_MS);
      };
      if (options.signal?.aborted === true) abort();
      else options.signal?.addEventListener('abort', abort, { once: true });
      process.on('exit', kill);
      const finish = (code: number | undefined) => {
        clearTimeout(timer);
        options.signal?.removeEventListener('abort', abort);
        process.off('exit', kill);
        resolve({ code, output });
      };
      child.stdout?.on('data', collect);
      child.stderr?.on('data', collect);
      child.stdin?.on('error', () => undefined); // it ended without reading: its exit status tells
      child.once('error', (error) => {
        output += error.message;
        finish(undefined);
      });
      child.once('close', (code) => finish(code ?? undefined));
      child.stdin?.end(options.input ?? '');
    });
  }

  private spawn(program: Program, stdio: StdioOptions): ChildProcess {
    const plan = launchPlan(program, this.setpriv);
    return spawn(plan.file, plan.args, { ...plan.options, stdio, detached: true });
  }
}

function workingSetpriv(searchPath: string): string | undefined {
  const file = findProgram('setpriv', searchPath);
  if (file === undefined) return undefined;
  // Busybox has a setpriv that knows none of what is needed here.
  const probe = spawnSync(file, ['--pdeathsig', 'SIGTERM', '--', file, '--version'], { stdio: 'ignore' });
  return probe.status === 0 ? file : undefined;
}
