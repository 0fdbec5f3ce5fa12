import type { ChildProcess } from 'node:child_process';
import type { EmbeddedLog } from './embedded-log';
import { EmbeddedStoreError } from './embedded-store-error';
import { restartDelayMs } from './restart-delay';

/** What {@link SupervisedProcess} needs to know of the server it keeps alive. */
export interface SupervisedProcessOptions {
  /** For log lines and errors, such as `Postgres`. */
  name: string;
  /** Starts the server and returns at once. */
  spawn(): ChildProcess;
  /** Whether the server with this process id answers. Asked every few milliseconds until it does; must not reject. */
  isReady(pid: number): Promise<boolean>;
  /** The last lines that the server wrote, for an error message. */
  lastWords(): string;
  /** How long one start may take. */
  startTimeoutMs: number;
  /** Most time until the last of `stopSignals` has been sent. */
  stopTimeoutMs: number;
  /** What ends it, mildest first. Each gets its share of the stop time. */
  stopSignals: readonly NodeJS.Signals[];
  log: EmbeddedLog;
}

/** `starting` covers the restart of a server that died. */
export type SupervisedState = 'starting' | 'running' | 'stopped';

const READY_POLL_MS = 8;
const STABLE_AFTER_MS = 30_000;

/**
 * A server in a child process that is watched: when it ends although nobody asked it to, it is started again with a growing
 * delay, for as long as it takes.
 */
export class SupervisedProcess {
  state: SupervisedState = 'stopped';
  private child: ChildProcess | undefined;
  private stopping = false;
  private restarts = 0;
  private readySince = 0;
  private restartTimer: NodeJS.Timeout | undefined;
  /** Where nothing can be waited for any more, the mildest signal has to do. */
  private readonly onExit = (): void => {
    const [mildest] = this.options.stopSignals;
    if (mildest !== undefined) this.child?.kill(mildest);
  };

  constructor(private readonly options: SupervisedProcessOptions) {}

  /** The process id of the running server, or undefined while there is none. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  /**
   * Starts the server and resolves once it answers. From then on it ends with `stop`, or with the `exit` event of this process.
   *
   * @throws EmbeddedStoreError with the server's last words when it ends or stays silent instead. It is not tried again. The
   * signal's reason when that is aborted. The server is gone then.
   */
  async start(signal?: AbortSignal): Promise<void> {
    this.stopping = false;
    this.state = 'starting';
    signal?.throwIfAborted();
    process.on('exit', this.onExit);
    try {
      await this.spawnUntilReady(signal);
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Ends the server and resolves when it is gone. Later calls do nothing. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.restartTimer);
    const { child } = this;
    if (child !== undefined) {
      const gone = new Promise<void>((resolve) => {
        child.once('exit', () => resolve());
        child.once('error', () => resolve());
      });
      const { stopSignals, stopTimeoutMs } = this.options;
      const share = stopTimeoutMs / stopSignals.length;
      const timers = stopSignals.map((name, index) => setTimeout(() => child.kill(name), index * share));
      await gone;
      timers.forEach((timer) => clearTimeout(timer));
    }
    this.state = 'stopped';
    process.off('exit', this.onExit);
  }

  private async spawnUntilReady(signal?: AbortSignal): Promise<void> {
    const { startTimeoutMs } = this.options;
    const child = this.options.spawn();
    const howItEnded = this.watch(child);
    const deadline = performance.now() + startTimeoutMs;
    for (;;) {
      const ready = child.pid !== undefined && (await this.options.isReady(child.pid));
      signal?.throwIfAborted();
      const end = howItEnded();
      if (end !== undefined) throw this.failure(`ended while it started (${end})`);
      if (this.stopping) throw this.failure('was stopped while it started');
      if (ready) break;
      if (performance.now() > deadline) throw this.failure(`did not answer within ${startTimeoutMs / 1000} s`);
      await new Promise((resolve) => setTimeout(resolve, READY_POLL_MS));
    }
    this.state = 'running';
    this.readySince = performance.now();
    if (this.restarts > 0) this.options.log.info(`${this.options.name} is back (restart ${this.restarts}).`);
  }

  /** Follows one life of the server; the answer says how it ended, undefined while it lives. */
  private watch(child: ChildProcess): () => string | undefined {
    this.child = child;
    let ended: string | undefined;
    const onEnd = (how: string) => {
      ended ??= how;
      if (this.child !== child) return;
      this.child = undefined;
      if (this.state === 'running') this.onDeath(how);
    };
    child.once('error', (error) => onEnd(error.message));
    child.once('exit', (code, killer) => onEnd(killer === null ? `exit status ${String(code)}` : `signal ${killer}`));
    return () => ended;
  }

  private failure(what: string): EmbeddedStoreError {
    const words = this.options.lastWords();
    return new EmbeddedStoreError(`${this.options.name} ${what}.${words === '' ? '' : ` Its last words: ${words}`}`);
  }

  private onDeath(how: string): void {
    if (this.stopping) return;
    this.state = 'starting';
    if (performance.now() - this.readySince > STABLE_AFTER_MS) this.restarts = 0;
    this.options.log.warn(`${this.options.name} ended unasked (${how}). Starting it again.`);
    this.scheduleRestart();
  }

  private scheduleRestart(): void {
    this.restartTimer = setTimeout(() => void this.restart(), restartDelayMs(this.restarts));
  }

  private async restart(): Promise<void> {
    this.restarts += 1;
    try {
      await this.spawnUntilReady();
    } catch (error) {
      if (this.stopping) return;
      this.child?.kill('SIGKILL');
      // One line for the first failure; the next line is that it is back.
      if (this.restarts === 1) this.options.log.error(error instanceof Error ? error.message : String(error));
      this.scheduleRestart();
    }
  }
}
