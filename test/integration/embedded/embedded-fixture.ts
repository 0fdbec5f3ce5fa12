import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { startEmbeddedStores, type EmbeddedStores, type EmbeddedStoresOptions } from '@app/embedded';
import { Redis } from 'ioredis';
import { Client, type QueryResult } from 'pg';

/** The system's own PATH: jest is free to read the environment, the library is not. */
export const SEARCH_PATH = process.env['PATH'] ?? '';

const cleanups: (() => Promise<void> | void)[] = [];

/** Ends every store and process that a test started, newest first. To be called after each test. */
export async function cleanUp(): Promise<void> {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
}

/** A new directory that is removed after the test. Closed to other users, as `mktemp -d` makes it. */
export function newDataDir(): string {
  const path = mkdtempSync(join(tmpdir(), 'stepwise-embedded-'));
  cleanups.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Everything that the supervisor said. */
export const said: string[] = [];

/** Starts stores in this process. */
export async function start(options: Partial<EmbeddedStoresOptions> & { dataDir: string }): Promise<EmbeddedStores> {
  said.length = 0;
  const say = (message: string) => void said.push(message);
  const stores = await startEmbeddedStores({
    needRedis: false,
    needPostgres: false,
    searchPath: SEARCH_PATH,
    log: { info: say, warn: say, error: say },
    onProgress: say,
    ...options,
  });
  cleanups.push(() => stores.stop());
  return stores;
}

/** A supervisor in another process, as {@link startSupervisor} made it. */
export interface Supervisor {
  /** What it printed once its stores answered, or the error that kept it from that. */
  report: { redisUrl?: string; databaseUrl?: string; error?: string };
  /** Sends the signal and resolves when the process is gone. */
  end: (signal: NodeJS.Signals) => Promise<void>;
}

/** Starts stores in a process of their own, and waits for its report. */
export async function startSupervisor(
  options: Partial<EmbeddedStoresOptions> & { dataDir: string },
  account: { uid?: number; gid?: number } = {},
): Promise<Supervisor> {
  const child = launchSupervisor(options, account);
  const [line] = (await Promise.race([
    new Promise((resolve) => createInterface(child.process.stdout).once('line', (text) => resolve([text]))),
    child.exited.then(() => ['{"error":"it ended without a word"}']),
  ])) as [string];
  return { report: JSON.parse(line) as Supervisor['report'], end: child.end };
}

/** Starts a supervisor and waits for nothing. */
export function launchSupervisor(
  options: Partial<EmbeddedStoresOptions> & { dataDir: string },
  account: { uid?: number; gid?: number } = {},
) {
  const needs = { needRedis: false, needPostgres: false, searchPath: SEARCH_PATH, ...options };
  const args = [
    '-r',
    join(__dirname, '../../../scripts/register-ts.cjs'),
    join(__dirname, 'supervisor.ts'),
    JSON.stringify(needs),
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'], ...account });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return exited;
  };
  cleanups.push(() => end('SIGKILL'));
  return { process: child, exited, end };
}

/** Runs one statement on a connection of its own. */
export async function sql(url: string, statement: string): Promise<QueryResult<Record<string, unknown>>> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined); // the test kills servers; the statement itself rejects
  await client.connect();
  try {
    return await client.query<Record<string, unknown>>(statement);
  } finally {
    await client.end();
  }
}

/** Runs one command on a connection of its own. */
export async function redis(url: string, command: string, ...args: string[]): Promise<unknown> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  client.on('error', () => undefined); // the command itself rejects
  await client.connect();
  try {
    return await client.call(command, ...args);
  } finally {
    client.disconnect();
  }
}

/** Repeats the action until it succeeds. The test's own limit ends it otherwise. */
export async function eventually<T>(action: () => Promise<T> | T): Promise<T> {
  for (;;) {
    try {
      return await action();
    } catch {
      await delay(20); // not yet
    }
  }
}

/** The process id in the first column of a file of the data directory. */
export function pidIn(dataDir: string, file: 'postgres/postmaster.pid' | 'redis.pid'): number {
  return Number.parseInt(readFileSync(join(dataDir, file), 'utf8'), 10);
}

/** Throws while the process runs; one that waits for its parent to collect it has ended. */
export function expectGone(pid: number): void {
  let state: string | undefined;
  try {
    state = /^State:\s+(\w)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  } catch {
    return; // no such process
  }
  if (state !== 'Z') throw new Error(`Process ${pid} still runs.`);
}

/** True when other users may enter the project, so that a server under another account can be tested without privileges. */
export function projectIsOpenToOthers(): boolean {
  for (let at = __dirname; at !== dirname(at); at = dirname(at))
    if ((statSync(at).mode & 0o005) !== 0o005) return false;
  return true;
}

/** Lets other users into a directory that {@link newDataDir} made. */
export function openToOthers(path: string): string {
  chmodSync(path, 0o755);
  return path;
}
