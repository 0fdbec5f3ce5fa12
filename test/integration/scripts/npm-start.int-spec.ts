import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

jest.setTimeout(300_000); // the first start builds

const root = join(__dirname, '../../..');

/** The product as a person starts it. */
class Started {
  output = '';
  readonly exited: Promise<number | null>;
  private readonly npm: ChildProcess;

  constructor(private readonly dataDir: string) {
    // In a group of its own, as a terminal would start it.
    const env = { ...process.env, DATA_DIR: dataDir, PORT: '0', HOST: '', REDIS_URL: '', DATABASE_URL: '' };
    this.npm = spawn('npm', ['start'], { cwd: root, env, detached: true });
    const collect = (chunk: Buffer) => (this.output += chunk.toString());
    this.npm.stdout?.on('data', collect);
    this.npm.stderr?.on('data', collect);
    this.exited = new Promise((resolve) => this.npm.once('exit', resolve));
  }

  async address(): Promise<string> {
    await until(() => {
      if (this.npm.exitCode !== null) throw new Error(this.output);
      return this.output.includes('is ready after');
    });
    return /http:\/\/127\.0\.0\.1:\d+/.exec(this.output)![0];
  }

  signalNpm(signal: NodeJS.Signals): void {
    this.npm.kill(signal);
  }

  signalAll(signal: NodeJS.Signals): void {
    process.kill(-this.npm.pid!, signal);
  }

  /** Process ids of the server, of Postgres and of Redis. */
  pids(): number[] {
    return ['lock', 'postgres/postmaster.pid', 'redis.pid'].map((file) =>
      Number(/\d+/.exec(readFileSync(join(this.dataDir, file), 'utf8'))![0]),
    );
  }
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await delay(20);
}

const isGone = (pid: number): boolean => {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return true; // no such process
  }
};

const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('npm start', () => {
  let dataDir: string;
  let started: Started | undefined;

  const start = (): Started => (started = new Started(dataDir));
  const expectAllGone = async (pids: number[]) => {
    await until(() => pids.every(isGone));
  };

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'stepwise-start-'));
  });
  afterEach(async () => {
    try {
      started?.signalAll('SIGKILL');
    } catch {
      // it has ended, as it should
    }
    await started?.exited;
    await delay(200); // the kernel ends the stores
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('answers without any configuration and says where, with which stores and how to try it', async () => {
    const app = start();
    const address = await app.address();
    await until(async () => (await fetch(`${address}/health/ready`)).ok);
    expect(app.output).toMatch(/PostgreSQL \d+\.\d+ on 127\.0\.0\.1[^]*Redis[^]*curl -s/);
    expect(app.output).not.toMatch(/[0-9a-f]{64}/);
    app.signalNpm('SIGINT');
    expect(await app.exited).toBe(0);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('stops everything on %s to npm alone', async (signal) => {
    const app = start();
    await app.address();
    const pids = app.pids();
    app.signalNpm(signal);
    await app.exited;
    await expectAllGone(pids);
  });

  it('takes Ctrl-C, which every process of the terminal gets, for one signal and ends in order', async () => {
    const app = start();
    await app.address();
    const pids = app.pids();
    app.signalAll('SIGINT');
    expect(await app.exited).toBe(0);
    await expectAllGone(pids);
  });

  it('ends and leaves its place to the next start when npm is killed', async () => {
    const first = start();
    await first.address();
    const pids = first.pids();
    first.signalNpm('SIGKILL');
    await first.exited;
    const second = start();
    await second.address();
    await expectAllGone(pids);
    second.signalNpm('SIGINT');
    expect(await second.exited).toBe(0);
  });

  it('starts again after everything was killed at once', async () => {
    const first = start();
    await first.address();
    const pids = first.pids();
    first.signalAll('SIGKILL');
    await first.exited;
    const second = start();
    await second.address();
    await expectAllGone(pids);
    second.signalNpm('SIGINT');
    expect(await second.exited).toBe(0);
  });
});
