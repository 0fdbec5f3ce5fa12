import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { compareUsage, readUsageExport, type CountedUsage, type UsageDifference } from '@app/usage';
import type { Pool } from 'pg';

const DEFAULT_TOLERANCE = 0.01;
const PERCENT = 100;

/** What the command was asked for. */
export interface ReconcileRequest {
  theirs: CountedUsage[];
  /** A share, from 0. */
  tolerance: number;
  organisationId: string | undefined;
  provider: string | undefined;
}

/** Reads the arguments and the export. Throws an Error that says what is wrong. */
export function readReconcileRequest(args: readonly string[]): ReconcileRequest {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { tolerance: { type: 'string' }, organisation: { type: 'string' }, provider: { type: 'string' } },
  });
  const [file] = positionals;
  if (file === undefined) {
    throw new Error(
      'Say which export: npm run usage:reconcile -- FILE [--provider NAME] [--organisation ID] [--tolerance SHARE]',
    );
  }
  const tolerance = values.tolerance === undefined ? DEFAULT_TOLERANCE : Number(values.tolerance);
  if (!(tolerance >= 0)) throw new Error('--tolerance must be a share such as 0.01.');
  return {
    theirs: readUsageExport(readFileSync(file, 'utf8')),
    tolerance,
    organisationId: values.organisation,
    provider: values.provider,
  };
}

/** Compares the export with the ledger over the days that it holds. Resolves with the report and whether both agree. */
export async function reconcile(pool: Pool, request: ReconcileRequest): Promise<{ report: string; agrees: boolean }> {
  const days = request.theirs.map(({ day }) => day).sort();
  const ours = await readLedger(pool, days[0] ?? '', days.at(-1) ?? '', request);
  const differences = compareUsage(ours, request.theirs);
  const agrees = differences.every(({ share }) => share <= request.tolerance);
  const lines = differences.map((difference) => lineOf(difference, request.tolerance));
  const verdict = agrees
    ? 'Both agree.'
    : 'They differ: estimates, calls outside of this program, or a hole in the ledger.';
  return { report: `${[HEADER, ...lines, verdict].join('\n')}\n`, agrees };
}

async function readLedger(pool: Pool, from: string, to: string, request: ReconcileRequest): Promise<CountedUsage[]> {
  const { rows } = await pool.query<{ day: string; model: string; input: string; output: string }>(
    `SELECT to_char(day, 'YYYY-MM-DD') AS day, model, sum(input) AS input, sum(output) AS output FROM (
       SELECT (created_at AT TIME ZONE 'UTC')::date AS day, organisation_id, provider, model, coalesce(input_tokens, 0) AS input,
         coalesce(output_tokens, 0) AS output FROM stepwise.usage_calls
         WHERE created_at >= ($1::date)::timestamp AT TIME ZONE 'UTC' AND created_at < ($2::date + 1)::timestamp AT TIME ZONE 'UTC'
       UNION ALL SELECT day, organisation_id, provider, model, input_tokens, output_tokens FROM stepwise.usage_days
         WHERE day BETWEEN $1::date AND $2::date) AS line
     WHERE ($3::text IS NULL OR organisation_id = $3) AND ($4::text IS NULL OR provider = $4) GROUP BY 1, 2`,
    [from, to, request.organisationId ?? null, request.provider ?? null],
  );
  return rows.map(({ day, model, input, output }) => ({
    day,
    model: model.slice(model.indexOf('/') + 1),
    inputTokens: Number(input),
    outputTokens: Number(output),
  }));
}

const WIDTHS = [10, 32, 14, 14, 14, 14, 9] as const;
const HEADER = row(['day', 'model', 'input ours', 'theirs', 'output ours', 'theirs', 'apart']);

function lineOf({ day, model, ours, theirs, share }: UsageDifference, tolerance: number): string {
  const of = (count: number | undefined): string => (count === undefined ? '-' : String(count));
  const apart = `${(share * PERCENT).toFixed(2)} %${share > tolerance ? ' !' : ''}`;
  return row([
    day,
    model,
    of(ours?.inputTokens),
    of(theirs?.inputTokens),
    of(ours?.outputTokens),
    of(theirs?.outputTokens),
    apart,
  ]);
}

function row(cells: readonly string[]): string {
  return cells
    .map((cell, index) => (index < 2 ? cell.padEnd(WIDTHS[index] ?? 0) : cell.padStart(WIDTHS[index] ?? 0)))
    .join('  ');
}
