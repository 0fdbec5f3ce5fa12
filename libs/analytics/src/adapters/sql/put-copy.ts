import { analyticsBuckets, type SqlExecutor } from '@app/storage';
import { sql } from 'drizzle-orm';
import type { Cell } from '../../cell';
import type { BucketCopy } from '../../live-store';

const table = analyticsBuckets;

/** Columns that a copy replaces, by the field that its rows have. */
const REPLACED = [
  'version',
  'requests',
  'errors',
  'cacheHits',
  'inputTokens',
  'outputTokens',
  'reasoningTokens',
  'cachedInputTokens',
  'costMicroUsd',
  'savedMicroUsd',
  'savedTokens',
  'latencyMs',
  'firstTokenMs',
  'latency',
  'firstToken',
] as const satisfies readonly (keyof typeof table)[];

const COLUMNS = REPLACED.map((field) => sql.identifier(table[field].name));
const FIELDS = REPLACED.map((field) => sql`row.${sql.identifier(field)}`);
const TYPED_FIELDS = REPLACED.map(
  (field) =>
    sql`${sql.identifier(field)} ${sql.raw(field === 'latency' || field === 'firstToken' ? 'jsonb' : 'bigint')}`,
);
const ASSIGNMENTS = COLUMNS.map((column) => sql`${column} = excluded.${column}`);

/** Writes all cells of a copy in one statement. Rows of a newer copy stay as they are. */
export async function putCopy(
  tx: SqlExecutor,
  { organisationId, grain, start, generation, version, cells }: BucketCopy,
) {
  if (cells.length === 0) return;
  const rows = JSON.stringify(cells.map((cell) => toRow(cell, version)));
  await tx.execute(sql`
    INSERT INTO ${table} AS kept (organisation_id, grain, start, generation, dimension, value, ${join(COLUMNS)})
    SELECT ${organisationId}, ${grain}, ${new Date(start)}, ${generation}, row.dimension, row.value, ${join(FIELDS)}
    FROM jsonb_to_recordset(${rows}::jsonb) AS row (dimension text, value text, ${join(TYPED_FIELDS)})
    ON CONFLICT (organisation_id, grain, dimension, value, start, generation) DO UPDATE SET ${join(ASSIGNMENTS)}
    WHERE kept.version < excluded.version`);
}

function join(parts: readonly ReturnType<typeof sql.identifier>[] | readonly ReturnType<typeof sql>[]) {
  return sql.join([...parts] as Parameters<typeof sql.join>[0], sql`, `);
}

function toRow({ dimension, value, totals, latency, firstToken }: Cell, version: number): object {
  return {
    dimension,
    value,
    version,
    ...totals,
    ...(latency.size === 0 ? {} : { latency: Object.fromEntries(latency) }),
    ...(firstToken.size === 0 ? {} : { firstToken: Object.fromEntries(firstToken) }),
  };
}
