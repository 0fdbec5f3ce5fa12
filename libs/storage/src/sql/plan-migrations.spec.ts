import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppliedMigration, Migration } from './migration';
import { planMigrations } from './plan-migrations';
import { readMigrations } from './read-migrations';

const migration = (version: number, checksum = `sum${version}`): Migration => ({
  version,
  name: `step_${version}`,
  sql: 'SELECT 1',
  checksum,
});
const applied = (version: number, checksum?: string): AppliedMigration => ({
  ...migration(version, checksum),
  appliedAt: new Date(0),
});
const folderWith = (files: Record<string, string>): string => {
  const folder = mkdtempSync(join(tmpdir(), 'stepwise-migrations-'));
  for (const [name, sql] of Object.entries(files)) writeFileSync(join(folder, name), sql);
  return folder;
};

describe('planning migrations', () => {
  it('takes all for a new database and none for a current one', () => {
    const shipped = [migration(1), migration(2)];
    expect(planMigrations(shipped, [])).toEqual(shipped);
    expect(planMigrations(shipped, [applied(1), applied(2)])).toEqual([]);
  });

  it('takes what is missing, in order', () => {
    expect(planMigrations([migration(1), migration(2), migration(3)], [applied(1)])).toEqual([
      migration(2),
      migration(3),
    ]);
  });

  it('refuses a migration that has changed since', () => {
    expect(() => planMigrations([migration(1)], [applied(1, 'another')])).toThrow(
      'Migration 1 (step_1) is not the one',
    );
  });

  it('refuses a database of a newer program', () => {
    expect(() => planMigrations([migration(1)], [applied(1), applied(2)])).toThrow(
      'does not know. Run the newer version',
    );
  });
});

describe('reading migrations', () => {
  it('finds those that ship, in order', () => {
    const versions = readMigrations().map(({ version }) => version);
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
    expect(readMigrations()[0]).toMatchObject({ name: 'identity', checksum: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  it('takes no account of line ends', () => {
    const unix = readMigrations(folderWith({ '0001_a.sql': 'SELECT 1;\nSELECT 2;\n' }));
    expect(readMigrations(folderWith({ '0001_a.sql': 'SELECT 1;\r\nSELECT 2;\r\n' }))).toEqual(unix);
  });

  it('does not ask for every number', () => {
    const found = readMigrations(folderWith({ '0001_a.sql': '', '0007_b.sql': '' }));
    expect(found.map(({ version }) => version)).toEqual([1, 7]);
  });

  it('refuses a number that comes twice and a name that says none', () => {
    const folder = folderWith({ '0002_a.sql': '', '0002_b.sql': '' });
    expect(() => readMigrations(folder)).toThrow('Two migrations have the number 2');
    expect(() => readMigrations(folderWith({ 'first.sql': '' }))).toThrow('first.sql is not named like');
  });
});
