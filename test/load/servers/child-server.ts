import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { pinned } from './cores';

const START_LIMIT_MS = 120_000;
const STOP_LIMIT_MS = 20_000;
const POLL_MS = 50;
const KEPT_ERROR_TEXT = 4_000;

/** How a server is started. */
export interface ServerCommand {
  /** As reports name it. */
  name: string;
  command: readonly string[];
  port: number;
  /** Added to PATH, HOME and LANG, which are all it gets of our own environment. */
  env?: Readonly<Record<string, string>>;
  core: number | undefined;
  /** Called once it has stopped. */
  afterStop?: () => Promise<void>;
}

/** A server in a child process that accepts connections on 127.0.0.1. */
export class ChildServer {
  private constructor(
    readonly name: string,
    readonly port: number,
    private readonly child: ChildProcess,
    private readonly afterStop: () => Promise<void>,
  ) {}

  /** Process id of the server itself, not of what it starts. */
  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Starts it and waits until its port accepts. Throws with what it wrote to stderr when it ends or stays silent. */
  static async start(options: ServerCommand): Promise<ChildServer> {
    const { name, command, port, env = {}, core, afterStop = () => Promise.resolve() } = options;
    const [program = '', ...args] = pinned(core, command);
    const { PATH = '', HOME = '', LANG = 'C.UTF-8' } = process.env;
    // Its log goes to /dev/null: writing it is part of the cost, keeping it is not.
    const child = spawn(program, args, { env: { PATH, HOME, LANG, ...env }, stdio: ['ignore', 'ignore', 'pipe'] });
    let errorText = '';
    child.stderr.on('data', (bytes: Buffer) => (errorText = (errorText + bytes.toString()).slice(-KEPT_ERROR_TEXT)));
    const giveUpAt = performance.now() + START_LIMIT_MS;
    while (!(await accepts(port))) {
      if (child.exitCode !== null || performance.now() > giveUpAt) {
        child.kill();
        await afterStop();
        throw new Error(`${name} did not start:\n${errorText}`);
      }
      await delay(POLL_MS);
    }
    return new ChildServer(name, port, child, afterStop);
  }

  /** Asks it to end, and ends it when it does not. */
  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const exited = once(this.child, 'exit');
      this.child.kill('SIGTERM');
      const patience = setTimeout(() => this.child.kill('SIGKILL'), STOP_LIMIT_MS);
      await exited;
      clearTimeout(patience);
    }
    await this.afterStop();
  }
}

/** A port that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const accepted = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
  });
  socket.destroy();
  return accepted;
}
