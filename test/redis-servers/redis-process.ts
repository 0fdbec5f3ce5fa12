import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort, untilListening } from './free-port';

/** How a server is started. */
export interface RedisProcessOptions {
  /** A configuration file, as Sentinels need one. */
  configFile?: string;
  /** Listens for TLS and not for plain text. */
  tls?: boolean;
  /** The command that runs the server, before its own name. Default: none. */
  under?: readonly string[];
}

/** A real redis-server of a test, with a directory of its own. */
export class RedisProcess {
  private child: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    readonly directory: string,
    private readonly args: readonly string[],
    private readonly options: RedisProcessOptions,
  ) {}

  /** Starts a server with these arguments beside port, address and directory; resolves when it listens. */
  static async start(args: readonly string[] = [], options: RedisProcessOptions = {}): Promise<RedisProcess> {
    const directory = mkdtempSync(join(tmpdir(), 'stepwise-redis-'));
    const server = new RedisProcess(await freePort(), directory, args, options);
    await server.startAgain();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  get isRunning(): boolean {
    return this.child !== undefined;
  }

  get pid(): number {
    if (this.child?.pid === undefined) throw new Error('The server does not run.');
    return this.child.pid;
  }

  /** Starts it with the same port and directory. */
  async startAgain(): Promise<void> {
    const { configFile, tls } = this.options;
    const ports = tls === true ? ['--port', '0', '--tls-port', String(this.port)] : ['--port', String(this.port)];
    const own = [
      ...ports,
      '--bind',
      '127.0.0.1',
      '--dir',
      this.directory,
      ...(configFile === undefined ? ['--save', ''] : []),
    ];
    const args = [...(configFile === undefined ? [] : [configFile]), ...own, ...this.args];
    const [program = '', ...rest] = [...(this.options.under ?? []), 'redis-server', ...args];
    this.child = spawn(program, rest, { stdio: 'ignore' });
    await untilListening(this.port);
  }

  /** A plain client for the test itself, which waits for the server. */
  client(): Redis {
    const client = new Redis(this.port, '127.0.0.1');
    client.on('error', () => undefined);
    return client;
  }

  signal(signal: NodeJS.Signals): void {
    process.kill(this.pid, signal);
  }

  /** Ends it as a crash would. Resolves when it is gone. */
  async kill(): Promise<void> {
    const { child } = this;
    if (child === undefined) return;
    this.child = undefined;
    if (child.exitCode !== null || child.signalCode !== null) return; // it ended by itself
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  /** Ends it and removes its directory. */
  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
