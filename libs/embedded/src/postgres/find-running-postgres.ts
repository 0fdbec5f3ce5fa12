import { join, resolve } from 'node:path';
import { isRunning } from '../process-mark';
import { readSecret } from '../secret-file';
import { POSTGRES_NAME } from './postgres-cluster';
import { readPostmasterFile } from './postmaster-file';

/**
 * The address of the PostgreSQL that runs on a data directory already, started by another process of this machine; for tools
 * that look into it. Undefined when none runs. Holds the password: never to be logged.
 */
export function findRunningPostgres(dataDir: string): string | undefined {
  const server = readPostmasterFile(join(resolve(dataDir), 'postgres'));
  if (server?.port === undefined || !server.ready || !isRunning(server.pid)) return undefined;
  const password = readSecret(passwordFile(resolve(dataDir)));
  return password === undefined ? undefined : postgresUrl(password, server.port);
}

/** Where the password of the server lies. */
export function passwordFile(dataDir: string): string {
  return join(dataDir, 'postgres.password');
}

/** The address of an embedded server. */
export function postgresUrl(password: string, port: number): string {
  return `postgresql://${POSTGRES_NAME}:${password}@127.0.0.1:${port}/${POSTGRES_NAME}`;
}
