import { join } from 'node:path';
import type { EmbeddedLog } from '../embedded-log';
import { endOrphan } from '../end-orphan';
import type { OsAccount, Program } from '../launch-plan';
import type { Launcher } from '../launcher';
import { ServerLog } from '../server-log';
import { startOnFreePort, type PortServer } from '../start-on-free-port';
import { SupervisedProcess, type SupervisedState } from '../supervised-process';
import { choosePostgresAccount } from './postgres-account';
import { findPostgresBinaries, type PostgresBinaries } from './postgres-binaries';
import { passwordFile, postgresUrl } from './find-running-postgres';
import { POSTGRES_ENV, prepareCluster } from './postgres-cluster';
import { findOrphanPostmaster, readPostmasterFile } from './postmaster-file';

/** What {@link EmbeddedPostgres.start} needs. */
export interface EmbeddedPostgresOptions {
  launcher: Launcher;
  /** An absolute path; the data go to `postgres` in it. The caller holds its lock. */
  dataDir: string;
  log: EmbeddedLog;
  onProgress: (line: string) => void;
  signal?: AbortSignal | undefined;
}

const START_LIMIT_MS = 60_000; // a recovery after a crash may replay much
const STOP_LIMIT_MS = 15_000;
const ORPHAN_LIMIT_MS = 30_000;

// "Fast" (finish nothing, lose nothing), "immediate" (recover at the next start), then no choice.
const STOP_SIGNALS = ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const;

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Errors of statements go to the client, not to the log: they may quote what people wrote.
  log_min_messages: 'log',
  log_checkpoints: 'off',
  // A server that crashed ends and is started again by us: one that does it by itself can stay in recovery for ever.
  restart_after_crash: 'off',
  max_wal_size: '512MB',
};

/** A PostgreSQL server in a child process, its data in a directory of ours. */
export class EmbeddedPostgres {
  private constructor(
    /** Holds the password: never to be logged. */
    readonly url: string,
    private readonly process: SupervisedProcess,
    private readonly summary: string,
  ) {}

  /**
   * Starts the server, making its data directory at the first start, and ending what a killed supervisor left running.
   *
   * @throws EmbeddedStoreError when it cannot run here.
   */
  static async start(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
    const { launcher, dataDir } = options;
    const clusterDir = join(dataDir, 'postgres');
    const binaries = findPostgresBinaries();
    const account = await choosePostgresAccount(launcher, { clusterDir, program: binaries.postgres });
    await endOrphanPostmaster(clusterDir, options.log);
    const password = await prepareCluster({
      ...options,
      signal: options.signal,
      binaries,
      clusterDir,
      passwordFile: passwordFile(dataDir),
      account,
    });
    const { server, port } = await startOnFreePort(supervised(options, clusterDir, binaries, account), options);
    const asWhom = account === undefined ? '' : `, run by the system user ${account.name}`;
    return new EmbeddedPostgres(
      postgresUrl(password, port),
      server,
      `PostgreSQL ${binaries.version} on 127.0.0.1:${port}${asWhom}, data in ${clusterDir}`,
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

  /** Resolves when the server is gone, after at most 15 s. */
  stop(): Promise<void> {
    return this.process.stop();
  }
}

async function endOrphanPostmaster(clusterDir: string, log: EmbeddedLog): Promise<void> {
  const pid = findOrphanPostmaster(clusterDir);
  if (pid === undefined) return;
  log.warn(`PostgreSQL of an earlier run still works on ${clusterDir} (process ${pid}). Ending it.`);
  await endOrphan(pid, STOP_SIGNALS, ORPHAN_LIMIT_MS);
}

function supervised(
  options: EmbeddedPostgresOptions,
  clusterDir: string,
  binaries: PostgresBinaries,
  account: OsAccount | undefined,
): PortServer {
  const output = new ServerLog(join(options.dataDir, 'postgres.log'));
  const on = (port: number) => {
    const program: Program = {
      file: binaries.postgres,
      args: serverArgs(clusterDir, port),
      env: POSTGRES_ENV,
      account,
    };
    return new SupervisedProcess({
      name: 'PostgreSQL',
      spawn: () => {
        findOrphanPostmaster(clusterDir); // clears a file that would keep it from starting
        return output.during((fd) => options.launcher.startServer(program, fd, 'SIGINT'));
      },
      isReady: (pid) => {
        const file = readPostmasterFile(clusterDir);
        return Promise.resolve(file?.pid === pid && file.ready);
      },
      lastWords: () => output.lastWords(),
      startTimeoutMs: START_LIMIT_MS,
      stopTimeoutMs: STOP_LIMIT_MS,
      stopSignals: STOP_SIGNALS,
      log: options.log,
    });
  };
  return { on, portTaken: /could not bind|still in use/ };
}

function serverArgs(clusterDir: string, port: number): string[] {
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', clusterDir, '-p', String(port), ...settings];
}
