import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { EmbeddedLog } from '../embedded-log';
import { endOrphan } from '../end-orphan';
import type { Launcher } from '../launcher';
import { PidFile } from '../pid-file';
import { newSecret, readSecret, writeSecret } from '../secret-file';
import { ServerLog } from '../server-log';
import { startOnFreePort, type PortServer } from '../start-on-free-port';
import { SupervisedProcess, type SupervisedState } from '../supervised-process';
import { findRedis, REDIS_SOURCES, type RedisSource } from './find-redis';
import { redisAnswers } from './redis-probe';
import type { RedisPlace, RedisProgram } from './redis-program';

/** What {@link EmbeddedRedis.start} needs. */
export interface EmbeddedRedisOptions {
  launcher: Launcher;
  /** An absolute path; the data go to `redis` in it. The caller holds its lock. */
  dataDir: string;
  /** Where to take a server from, best first. Default: all. */
  sources?: readonly RedisSource[] | undefined;
  log: EmbeddedLog;
  onProgress: (line: string) => void;
  signal?: AbortSignal | undefined;
}

const START_LIMIT_MS = 30_000;
const STOP_LIMIT_MS = 10_000;
// SIGTERM writes what is buffered and ends.
const STOP_SIGNALS = ['SIGTERM', 'SIGKILL'] as const;

/** A Redis server in a child process, its data in a directory of ours. */
export class EmbeddedRedis {
  private constructor(
    /** Holds the password: never to be logged. */
    readonly url: string,
    /** False when what it stores is lost at its end: then it is the JavaScript stand-in. */
    readonly durable: boolean,
    private readonly process: SupervisedProcess,
    private readonly summary: string,
  ) {}

  /**
   * Starts the best server that can be had here, after ending one that a killed supervisor left running.
   *
   * @throws EmbeddedStoreError when there is none, or it does not start.
   */
  static async start(options: EmbeddedRedisOptions): Promise<EmbeddedRedis> {
    const directory = join(options.dataDir, 'redis');
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const pidFile = new PidFile(join(options.dataDir, 'redis.pid'));
    const orphan = pidFile.running();
    if (orphan !== undefined) {
      options.log.warn(`Redis of an earlier run still works on ${directory} (process ${orphan}). Ending it.`);
      await endOrphan(orphan, STOP_SIGNALS, STOP_LIMIT_MS);
    }
    const program = await findRedis({ ...options, sources: options.sources ?? REDIS_SOURCES, signal: options.signal });
    if (!program.durable) {
      options.log.warn(
        'NOT DURABLE: no Redis server could be found or fetched, so cache, limits, sessions and queues live in memory ' +
          'and are lost when this process ends. Install redis-server, or set REDIS_URL.',
      );
    }
    const home = { directory, password: password(options) };
    const { server, port } = await startOnFreePort(supervised(options, program, home, pidFile), options);
    const where = program.durable ? `data in ${directory}` : 'NOT DURABLE: data are lost at the end';
    return new EmbeddedRedis(
      `redis://:${home.password}@127.0.0.1:${port}`,
      program.durable,
      server,
      `${program.name} on 127.0.0.1:${port}, ${where}`,
    );
  }

  get state(): SupervisedState {
    return this.process.state;
  }

  /** The server's process id, or undefined while it is down. */
  get pid(): number | undefined {
    return this.process.pid;
  }

  /** One line for people, without the password. */
  describe(): string {
    return this.summary;
  }

  /** Resolves when the server is gone, after at most 10 s. */
  stop(): Promise<void> {
    return this.process.stop();
  }
}

function password({ dataDir }: EmbeddedRedisOptions): string {
  const file = join(dataDir, 'redis.password');
  const present = readSecret(file);
  if (present !== undefined) return present;
  const secret = newSecret();
  writeSecret(file, secret);
  return secret;
}

function supervised(
  options: EmbeddedRedisOptions,
  program: RedisProgram,
  home: Omit<RedisPlace, 'port'>,
  pidFile: PidFile,
): PortServer {
  const output = new ServerLog(join(options.dataDir, 'redis.log'));
  const on = (port: number) => {
    const command = program.command({ ...home, port });
    return new SupervisedProcess({
      name: 'Redis',
      spawn: () =>
        output.during((fd) => {
          const child = options.launcher.startServer(command, fd, 'SIGTERM');
          if (child.pid !== undefined) pidFile.write(child.pid);
          return child;
        }),
      isReady: () => redisAnswers(port, home.password),
      lastWords: () => output.lastWords(),
      startTimeoutMs: START_LIMIT_MS,
      stopTimeoutMs: STOP_LIMIT_MS,
      stopSignals: STOP_SIGNALS,
      log: options.log,
    });
  };
  return { on, portTaken: /in use|EADDRINUSE/ };
}
