import { analyticsBuckets, type SqlDatabase } from '@app/storage';
import { and, asc, desc, eq, getTableColumns, gte, inArray, lt, ne, or, sql, type SQL } from 'drizzle-orm';
import {
  ArchiveStore,
  type ArchivedCell,
  type ArchiveQuery,
  type Retention,
  type TopQuery,
  type ValueTotals,
} from '../../archive-store';
import { addCell, emptyCell, OTHER, type Dimension } from '../../cell';
import { ARCHIVED_GRAINS } from '../../grain';
import type { BucketCopy } from '../../live-store';
import { MEASURES, type Measure } from '../../measures';
import { putCopy } from './put-copy';

const table = analyticsBuckets;
/** Rows that one statement deletes: short locks, and a run that is cut off goes on at the next. */
const PRUNE_STEP = 20_000;

/** Rolled-up buckets in Postgres. Reading costs O(rows in the range of the index), whatever else is stored. */
export class SqlArchiveStore extends ArchiveStore {
  constructor(private readonly database: SqlDatabase) {
    super();
  }

  async put(copies: readonly BucketCopy[]): Promise<void> {
    if (copies.length === 0) return;
    // In one order, so that two rollups at the same time wait for each other and do not deadlock.
    const ordered = [...copies].sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
    await this.database.write(async (tx) => {
      for (const copy of ordered) await putCopy(tx, copy);
    });
  }

  async series(query: ArchiveQuery): Promise<ArchivedCell[]> {
    const rows = await this.database.read((tx) =>
      tx.select(getTableColumns(table)).from(table).where(conditionOf(query)).orderBy(asc(table.start)),
    );
    const cells = new Map<string, ArchivedCell>();
    for (const row of rows) {
      const start = row.start.getTime();
      const key = `${start} ${row.value}`;
      const sum = cells.get(key) ?? { ...emptyCell(query.dimension, row.value), start };
      addCell(sum, {
        dimension: row.dimension as Dimension,
        value: row.value,
        totals: row,
        latency: sketchOf(row.latency),
        firstToken: sketchOf(row.firstToken),
      });
      cells.set(key, sum);
    }
    return [...cells.values()];
  }

  async top({ by, limit, also, ...query }: TopQuery): Promise<ValueTotals[]> {
    const select = (condition: SQL | undefined, most?: number) =>
      this.database.read((tx) => {
        const rows = tx.select({ value: table.value, ...sums() }).from(table);
        const grouped = rows.where(and(conditionOf(query), condition)).groupBy(table.value);
        return most === undefined ? grouped : grouped.orderBy(desc(sumOf(by))).limit(most);
      });
    const [greatest, named] = await Promise.all([
      select(undefined, limit),
      also.length === 0 ? [] : select(inArray(table.value, [...also])),
    ]);
    const found = new Map([...greatest, ...named].map(({ value, ...totals }) => [value, totals]));
    return [...found].map(([value, totals]) => ({ value, totals }));
  }

  async countValues(query: ArchiveQuery): Promise<number> {
    const [row] = await this.database.read((tx) =>
      tx
        .select({ count: sql<number>`count(DISTINCT ${table.value})`.mapWith(Number) })
        .from(table)
        .where(and(conditionOf(query), ne(table.value, OTHER))),
    );
    return row?.count ?? 0;
  }

  async forgetUser(organisationId: string, userId: string): Promise<number> {
    const { rowCount } = await this.database.write((tx) =>
      tx
        .delete(table)
        .where(and(eq(table.organisationId, organisationId), eq(table.dimension, 'user'), eq(table.value, userId))),
    );
    return rowCount ?? 0;
  }

  async prune(now: number, retention: Retention): Promise<number> {
    let pruned = 0;
    for (const grain of ARCHIVED_GRAINS) {
      const before = new Date(now - retention[grain]);
      const { rowCount } = await this.database.write((tx) =>
        tx.execute(
          sql`DELETE FROM ${table} WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM ${table} WHERE grain = ${grain} AND start < ${before} LIMIT ${PRUNE_STEP}))`,
        ),
      );
      pruned += rowCount ?? 0;
    }
    return pruned;
  }
}

function nameOf({ organisationId, grain, start, generation }: BucketCopy): string {
  return `${organisationId} ${grain} ${start} ${generation}`;
}

function conditionOf(query: ArchiveQuery): SQL | undefined {
  const { organisationId, grain, from, to, except, dimension, value } = query;
  const excepted = except.map((life) =>
    and(eq(table.start, new Date(life.start)), eq(table.generation, life.generation)),
  );
  return and(
    eq(table.organisationId, organisationId),
    eq(table.grain, grain),
    eq(table.dimension, dimension),
    value === undefined ? undefined : eq(table.value, value),
    gte(table.start, new Date(from)),
    lt(table.start, new Date(to)),
    excepted.length === 0 ? undefined : sql`NOT (${or(...excepted)})`,
  );
}

function sumOf(measure: Measure): SQL<number> {
  return sql<number>`coalesce(sum(${table[measure]}), 0)`.mapWith(Number);
}

function sums(): Record<Measure, SQL<number>> {
  return Object.fromEntries(MEASURES.map((measure) => [measure, sumOf(measure)])) as Record<Measure, SQL<number>>;
}

function sketchOf(counts: Record<string, number> | null): Map<number, number> {
  return new Map(Object.entries(counts ?? {}).map(([slot, count]) => [Number(slot), count]));
}
