import { isOutage, migrate, migrationStatus, type MigrationStatus } from '@app/storage';
import type { AppConfig } from './config/app-config';
import { withDatabase } from './with-database';

/**
 * `migrate` brings the database to the schema of this program; `status` tells how it stands, with exit code 1 when something is
 * missing. Throws when the database cannot be used.
 */
export async function databaseCommand(config: AppConfig, [command = '']: readonly string[]): Promise<void> {
  if (command !== 'migrate' && command !== 'status') throw new Error('Say `migrate` or `status`.');
  try {
    await withDatabase(config, (url) => (command === 'migrate' ? runMigrations(url) : printStatus(url)));
  } catch (error) {
    if (!isOutage(error)) throw error;
    throw new Error('The database does not answer. Check DATABASE_URL.', { cause: error });
  }
}

async function runMigrations(url: string): Promise<void> {
  const applied = await migrate({ url });
  for (const { version, name } of applied) process.stdout.write(`applied  ${title(version, name)}\n`);
  process.stdout.write(applied.length === 0 ? 'Nothing to do: the schema is current.\n' : 'The schema is current.\n');
}

async function printStatus(url: string): Promise<void> {
  const status = await migrationStatus({ url });
  process.stdout.write(describeStatus(status));
  if (status.pending.length > 0) process.exitCode = 1;
}

function describeStatus({ server, applied, pending }: MigrationStatus): string {
  return [
    `PostgreSQL ${server.version}${server.isReadOnly ? ', a standby' : ''}`,
    ...applied.map(({ version, name, appliedAt }) => `applied  ${title(version, name)}  ${appliedAt.toISOString()}`),
    ...pending.map(({ version, name }) => `pending  ${title(version, name)}`),
    pending.length === 0 ? 'The schema is current.' : 'Run: npm run db:migrate',
    '',
  ].join('\n');
}

function title(version: number, name: string): string {
  return `${String(version).padStart(4, '0')} ${name}`;
}
