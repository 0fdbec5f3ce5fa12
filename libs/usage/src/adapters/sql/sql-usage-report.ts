import type { SqlDatabase } from '@app/storage';
import { sql, type SQL } from 'drizzle-orm';
import { UsageReport, type UsageDimension, type UsageFilter, type UsageRow, type UsageSums } from '../../usage-report';

const DIMENSIONS: Record<UsageDimension, SQL> = {
  day: sql`to_char(day, 'YYYY-MM-DD')`,
  month: sql`to_char(day, 'YYYY-MM')`,
  user: sql`user_id`,
  key: sql`key_id`,
  provider: sql`provider`,
  model: sql`model`,
  strategy: sql`strategy`,
};

const SUMS: Record<keyof UsageSums, SQL> = {
  calls: sql`sum(calls)`,
  runningCalls: sql`sum(running)`,
  estimatedCalls: sql`sum(estimated_calls)`,
  unpricedCalls: sql`sum(unpriced_calls)`,
  inputTokens: sql`sum(input_tokens)`,
  outputTokens: sql`sum(output_tokens)`,
  reasoningTokens: sql`sum(reasoning_tokens)`,
  cachedInputTokens: sql`sum(cached_input_tokens)`,
  cacheWriteTokens: sql`sum(cache_write_tokens)`,
  costMicroUsd: sql`sum(cost_micro_usd)`,
  estimatedCostMicroUsd: sql`sum(estimated_cost_micro_usd)`,
};
const NAMES = Object.keys(SUMS) as (keyof UsageSums)[];

/** Reports from Postgres: the calls that are kept one by one, and the sums of those that retention has removed. */
export class SqlUsageReport extends UsageReport {
  constructor(private readonly database: SqlDatabase) {
    super();
  }

  async sums(filter: UsageFilter, dimensions: readonly UsageDimension[], limit: number): Promise<UsageRow[]> {
    const groups = dimensions.map((name) => DIMENSIONS[name]);
    const columns = [
      ...dimensions.map((name) => sql`${DIMENSIONS[name]} AS ${sql.identifier(name)}`),
      ...NAMES.map((name) => sql`coalesce(${SUMS[name]}, 0) AS ${sql.identifier(name)}`),
    ];
    const by =
      groups.length === 0 ? sql`` : sql`GROUP BY ${sql.join(groups, sql`, `)} ORDER BY ${sql.join(groups, sql`, `)}`;
    const { rows } = await this.database.read((tx) =>
      tx.execute<Record<string, string>>(sql`
        SELECT ${sql.join(columns, sql`, `)} FROM (${linesOf(filter)}) AS line
        WHERE true ${conditionsOf(filter)} ${by} LIMIT ${limit}`),
    );
    return rows.map((row) => toRow(row, dimensions));
  }
}

function linesOf({ organisationId, since, until }: UsageFilter): SQL {
  const from = sql`to_timestamp(${since}::bigint / 1000.0)`;
  const to = sql`to_timestamp(${until}::bigint / 1000.0)`;
  return sql`
    SELECT (created_at AT TIME ZONE 'UTC')::date AS day, user_id, coalesce(key_id, '') AS key_id, provider, model, strategy,
      1 AS calls, (state = 'reserved')::int AS running, estimated::int AS estimated_calls,
      (state = 'settled' AND cost_micro_usd IS NULL)::int AS unpriced_calls, input_tokens, output_tokens, reasoning_tokens,
      cached_input_tokens, cache_write_tokens, cost_micro_usd,
      CASE WHEN estimated THEN cost_micro_usd END AS estimated_cost_micro_usd
    FROM stepwise.usage_calls
    WHERE organisation_id = ${organisationId} AND created_at >= ${from} AND created_at < ${to}
    UNION ALL
    SELECT day, user_id, key_id, provider, model, strategy, calls, 0, estimated_calls, unpriced_calls, input_tokens, output_tokens,
      reasoning_tokens, cached_input_tokens, cache_write_tokens, cost_micro_usd, estimated_cost_micro_usd
    FROM stepwise.usage_days
    WHERE organisation_id = ${organisationId} AND day >= (${from} AT TIME ZONE 'UTC')::date
      AND day < (${to} AT TIME ZONE 'UTC')`;
}

function conditionsOf({ userId, keyId, provider, model, strategy }: UsageFilter): SQL {
  const conditions = Object.entries({ user_id: userId, key_id: keyId, provider, model, strategy })
    .filter(([, value]) => value !== undefined)
    .map(([column, value]) => sql`AND ${sql.identifier(column)} = ${value}`);
  return sql.join(conditions, sql` `);
}

function toRow(row: Record<string, string>, dimensions: readonly UsageDimension[]): UsageRow {
  return {
    ...Object.fromEntries(dimensions.map((name) => [name, row[name]])),
    ...(Object.fromEntries(NAMES.map((name) => [name, Number(row[name])])) as Record<keyof UsageSums, number>),
  };
}
