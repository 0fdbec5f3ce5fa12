import type { DataSubject, JsonValue } from '@app/kernel';
import { usageCalls, type SqlDatabase } from '@app/storage';
import { and, asc, eq, gt, sql } from 'drizzle-orm';

const PAGE = 500;
/** Rows of one statement, so that it holds no locks for long. */
const BATCH = 5_000;
/** Whoever was deleted. Their spend stays in the bill, and belongs to nobody. */
const NOBODY = 'user_erased';

/** The ledger's rows as data that is kept about people, and for some time. */
export class SqlUsageRecords {
  constructor(private readonly database: SqlDatabase) {}

  /** Every row of a user, in order of time. */
  async *of({ organisationId, userId }: DataSubject, signal: AbortSignal): AsyncGenerator<JsonValue> {
    let last = '';
    for (;;) {
      signal.throwIfAborted();
      const rows = await this.database.read((tx) =>
        tx
          .select()
          .from(usageCalls)
          .where(
            and(eq(usageCalls.organisationId, organisationId), eq(usageCalls.userId, userId), gt(usageCalls.id, last)),
          )
          .orderBy(asc(usageCalls.id))
          .limit(PAGE),
      );
      for (const row of rows) yield JSON.parse(JSON.stringify(row)) as JsonValue;
      last = rows.at(-1)?.id ?? last;
      if (rows.length < PAGE) return;
    }
  }

  /** Takes a user's name off the bill. What was spent stays. Returns the rows. */
  async anonymise({ organisationId, userId }: DataSubject): Promise<number> {
    return this.database.write(async (tx) => {
      const calls = await tx.execute(sql`
        UPDATE stepwise.usage_calls SET user_id = ${NOBODY}, key_id = NULL, turn_id = '', request_id = ''
        WHERE organisation_id = ${organisationId} AND user_id = ${userId}`);
      const days = await tx.execute(sql`
        WITH gone AS (DELETE FROM stepwise.usage_days WHERE organisation_id = ${organisationId} AND user_id = ${userId} RETURNING *)
        ${addUp({ from: sql`gone`, day: sql`day`, user: sql`${NOBODY}`, key: sql`''` })}`);
      return (calls.rowCount ?? 0) + (days.rowCount ?? 0);
    });
  }

  /**
   * Puts sums by day in place of settled rows from before a moment (epoch milliseconds), in batches, until none is left or the signal
   * aborts. Budgets and reports go on as before, by whole days. Returns the rows removed.
   */
  async sumUp(before: number, signal: AbortSignal): Promise<number> {
    const lines = {
      from: sql`lines`,
      day: sql`(created_at AT TIME ZONE 'UTC')::date`,
      user: sql`user_id`,
      key: sql`coalesce(key_id, '')`,
    };
    for (let removed = 0; ;) {
      const rows = await this.database.write((tx) =>
        tx.execute(sql`
          WITH gone AS (DELETE FROM stepwise.usage_calls WHERE id IN (
            SELECT id FROM stepwise.usage_calls WHERE state = 'settled' AND created_at < to_timestamp(${before}::bigint / 1000.0)
            ORDER BY id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED) RETURNING *),
          lines AS (SELECT *, 1 AS calls, estimated::int AS estimated_calls, (cost_micro_usd IS NULL)::int AS unpriced_calls,
            CASE WHEN estimated THEN cost_micro_usd END AS estimated_cost_micro_usd FROM gone),
          added AS (${addUp(lines)})
          SELECT FROM gone`),
      );
      removed += rows.rowCount ?? 0;
      if ((rows.rowCount ?? 0) < BATCH || signal.aborted) return removed;
    }
  }
}

const SUMS = [
  'estimated_calls',
  'unpriced_calls',
  'input_tokens',
  'output_tokens',
  'reasoning_tokens',
  'cached_input_tokens',
  'cache_write_tokens',
  'cost_micro_usd',
  'estimated_cost_micro_usd',
];

type Fragment = ReturnType<typeof sql>;

/** Rows of calls or of days, and what stands for day, user and key of each. */
interface Lines {
  from: Fragment;
  day: Fragment;
  user: Fragment;
  key: Fragment;
}

/** The statement that adds rows to the sums by day. */
function addUp({ from, day, user, key }: Lines): Fragment {
  const names = sql.join(
    SUMS.map((name) => sql.identifier(name)),
    sql`, `,
  );
  const sums = sql.join(
    SUMS.map((name) => sql`coalesce(sum(${sql.identifier(name)}), 0)`),
    sql`, `,
  );
  const added = sql.join(
    ['calls', ...SUMS].map(
      (name) => sql`${sql.identifier(name)} = old.${sql.identifier(name)} + excluded.${sql.identifier(name)}`,
    ),
    sql`, `,
  );
  return sql`
    INSERT INTO stepwise.usage_days AS old (organisation_id, day, user_id, key_id, provider, model, strategy, calls, ${names})
    SELECT organisation_id, ${day}, ${user}, ${key}, provider, model, strategy, sum(calls), ${sums}
    FROM ${from} GROUP BY 1, 2, 3, 4, 5, 6, 7
    ON CONFLICT (organisation_id, day, user_id, key_id, provider, model, strategy) DO UPDATE SET ${added}`;
}
