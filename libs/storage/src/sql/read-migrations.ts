import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Migration } from './migration';

const FILE = /^(\d{4})_([a-z0-9_]+)\.sql$/;

/** The folder of the migrations: beside this file, in the sources and in the build alike. */
const SHIPPED = join(__dirname, 'migrations');

/**
 * Reads the migrations of a folder in order. Numbers may be missing: each comes with the feature that needs it. Line ends do not
 * count for the checksum, so that a checkout on another system has the same.
 *
 * @throws Error when a file has a wrong name or a number comes twice.
 */
export function readMigrations(folder = SHIPPED): Migration[] {
  const migrations = readdirSync(folder)
    .sort()
    .map((file) => {
      const [, digits, name] = FILE.exec(file) ?? [];
      if (digits === undefined || name === undefined)
        throw new Error(`${file} is not named like 0001_what_it_brings.sql.`);
      const version = Number(digits);
      const sql = readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n');
      return { version, name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
  const twice = migrations.find(({ version }, index) => migrations[index + 1]?.version === version);
  if (twice !== undefined) throw new Error(`Two migrations have the number ${twice.version}.`);
  return migrations;
}
