import { chownSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDraftDirectory } from '../draft-directory';
import { EmbeddedStoreError } from '../embedded-store-error';
import type { EmbeddedLog } from '../embedded-log';
import type { OsAccount } from '../launch-plan';
import type { Launcher, RunResult } from '../launcher';
import { newSecret, readSecret, writeSecret } from '../secret-file';
import type { PostgresBinaries } from './postgres-binaries';

/** Role and database that the embedded server holds for the application. */
export const POSTGRES_NAME = 'stepwise';

/** What {@link prepareCluster} works with. */
export interface ClusterOptions {
  launcher: Launcher;
  binaries: PostgresBinaries;
  clusterDir: string;
  passwordFile: string;
  account: OsAccount | undefined;
  log: EmbeddedLog;
  onProgress: (line: string) => void;
  signal: AbortSignal | undefined;
}

const INITDB_LIMIT_MS = 120_000;

// Loopback only, by password only. The server has no unix socket.
const ACCESS_RULES = 'host all all 127.0.0.1/32 scram-sha-256\n';

/** The environment of PostgreSQL programs: nothing of ours, so no key of a provider can be read there. */
export const POSTGRES_ENV = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' } as const;

/**
 * Makes sure that there is a data directory that this server can use, with the application's role and database in it.
 *
 * A new one is made beside its place and renamed into it when it is whole, so an interrupted start leaves no half of one.
 *
 * @returns the password of the role.
 * @throws EmbeddedStoreError when the data are of another major version, or the directory cannot be made.
 */
export async function prepareCluster(options: ClusterOptions): Promise<string> {
  const { clusterDir, passwordFile } = options;
  setBrokenAside(options);
  if (existsSync(clusterDir)) {
    checkVersion(options);
    const password = readSecret(passwordFile);
    if (password !== undefined) return password;
    options.log.warn(`The password file ${passwordFile} is gone. The embedded PostgreSQL gets a new password.`);
    return setPassword(options, clusterDir);
  }
  options.onProgress('Making the PostgreSQL data directory (once, about 2 s) …');
  const draft = makeDraftDirectory(clusterDir, 0o700);
  if (options.account !== undefined) chownSync(draft, options.account.uid, options.account.gid);
  await initialise(options, draft);
  await singleUser(options, draft, `CREATE DATABASE ${POSTGRES_NAME} OWNER ${POSTGRES_NAME}`);
  const password = await setPassword(options, draft);
  renameSync(draft, clusterDir);
  return password;
}

async function initialise(options: ClusterOptions, directory: string): Promise<void> {
  // Built-in collation and C messages: the same sorting on every system, whatever locales it has.
  const args = [
    `--pgdata=${directory}`,
    `--username=${POSTGRES_NAME}`,
    '--auth=trust',
    '--encoding=UTF8',
    '--locale=C',
  ];
  args.push('--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions');
  const result = await runAsAccount(options, options.binaries.initdb, args);
  if (result.code !== 0) throw failed('make its data directory', result);
  // Replaces initdb's rules before the server ever listens.
  writeFileSync(join(directory, 'pg_hba.conf'), ACCESS_RULES);
}

async function setPassword(options: ClusterOptions, directory: string): Promise<string> {
  const password = newSecret();
  await singleUser(options, directory, `ALTER ROLE ${POSTGRES_NAME} PASSWORD '${password}'`);
  // Last: a file that is there always holds the password that the server knows.
  writeSecret(options.passwordFile, password);
  return password;
}

/** Runs one statement in the server's single-user mode: no listener, no password needed. */
async function singleUser(options: ClusterOptions, directory: string, statement: string): Promise<void> {
  const args = ['--single', '-D', directory, '-c', 'log_checkpoints=off', 'template1'];
  const result = await runAsAccount(options, options.binaries.postgres, args, `${statement};\n`);
  // The mode answers errors on its output and exits with 0.
  if (result.code !== 0 || /\b(ERROR|FATAL|PANIC):/.test(result.output)) throw failed('prepare its database', result);
}

function runAsAccount(options: ClusterOptions, file: string, args: string[], input = ''): Promise<RunResult> {
  const { account, launcher, signal } = options;
  return launcher.run({ file, args, env: POSTGRES_ENV, account }, { timeoutMs: INITDB_LIMIT_MS, input, signal });
}

function failed(what: string, result: RunResult): EmbeddedStoreError {
  const hint = /user does not exist|could not look up effective user/.test(result.output)
    ? ' The user id of this process has no entry in /etc/passwd: add one, or set DATABASE_URL.'
    : '';
  const words = result.output.trim().split('\n').slice(-4).join(' | ');
  return new EmbeddedStoreError(`The embedded PostgreSQL could not ${what}.${hint} Its last words: ${words}`);
}

function checkVersion({ binaries, clusterDir }: ClusterOptions): void {
  const major = readFileSync(join(clusterDir, 'PG_VERSION'), 'utf8').trim();
  if (major === binaries.major) return;
  throw new EmbeddedStoreError(
    `The data in ${clusterDir} are of PostgreSQL ${major}, the embedded server is ${binaries.major}. Export them with ` +
      `PostgreSQL ${major} (pg_dump) and import them here, run your own server (DATABASE_URL), or move the directory away ` +
      'to begin with an empty one.',
  );
}

/** Data that no server can open (a copy cut short, a disk that was full) are moved aside, never deleted. */
function setBrokenAside({ clusterDir, log }: ClusterOptions): void {
  if (!existsSync(clusterDir)) return;
  const whole = ['PG_VERSION', 'global/pg_control', 'base', 'pg_wal'].every((part) =>
    existsSync(join(clusterDir, part)),
  );
  if (whole) return;
  const aside = `${clusterDir}.broken-${new Date().toISOString().replaceAll(':', '')}`;
  renameSync(clusterDir, aside);
  log.warn(`The PostgreSQL data directory was incomplete and is now ${aside}. A new one is made.`);
}
