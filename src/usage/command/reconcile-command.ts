import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { closePostgresPool, createPostgresPool, isOutage, toStorageError } from '@app/storage';
import { compareUsage, readUsageExport, type CountedUsage, type UsageDifference } from '@app/usage';
import type { Pool } from 'pg';
import type { AppConfig } from '../../config/app-config';
import { withDatabase } from '../../with-database';

const DEFAULT_TOLERANCE = 0.01;
const PERCENT = 100;
const STATEMENT_MS = 120_000;

const AGREE = 0;
const DIFFER = 1;
/** The exit code when nothing could be compared. */
export const RECONCILE_UNUSABLE = 2;

/** What `--help` prints. */
export const RECONCILE_HELP = `npm run usage:reconcile -- FILE [--provider NAME] [--organisation ID] [--tolerance SHARE]

Compares the tokens by day and model of a provider's usage export (JSON or CSV) with the ledger.
  --provider NAME     only calls of this provider, as openai or anthropic. Without it the calls of all are compared
  --organisation ID   only calls of this organisation. Without it those of all
  --tolerance SHARE   how far apart a line may be, default 0.01 for one percent
  --help              this text

The database is that of DATABASE_URL, else the embedded one in DATA_DIR; a server may be running.
Exit code 0: both agree. 1: they differ. 2: the export or the ledger cannot be read.
`;

/** What the command was asked for. */
interface ReconcileRequest {
  theirs: CountedUsage[];
  /** A share, from 0. */
  tolerance: number;
  organisationId: string | undefined;
  provider: string | undefined;
}

/** True when the arguments ask what the command does. */
export function asksForHelp(args: readonly string[]): boolean {
  return args.includes('--help') || args.includes('-h');
}

/** Compares the export that the arguments name with the ledger, and prints the report or what is missing. Resolves with the exit code. */
export async function reconcileCommand(
  args: readonly string[],
  config: AppConfig,
  output: { write(text: string): unknown },
): Promise<number> {
  try {
    const request = readRequest(args);
    const { report, agrees } = await withLedger(config, (pool) => reconcile(pool, request));
    output.write(report);
    return agrees ? AGREE : DIFFER;
  } catch (error) {
    output.write(`${error instanceof Error ? error.message : 'The usage cannot be compared.'}\n`);
    return RECONCILE_UNUSABLE;
  }
}

function readRequest(args: readonly string[]): ReconcileRequest {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { tolerance: { type: 'string' }, organisation: { type: 'string' }, provider: { type: 'string' } },
  });
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) throw new Error(`Say which export, one file.\n\n${RECONCILE_HELP}`);
  const tolerance = values.tolerance === undefined ? DEFAULT_TOLERANCE : Number(values.tolerance);
  if (!(tolerance >= 0)) throw new Error('--tolerance must be a share such as 0.01.');
  return { theirs: readExport(file), tolerance, organisationId: values.organisation, provider: values.provider };
}

function readExport(file: string): CountedUsage[] {
  if (!existsSync(file)) throw new Error(`${file} cannot be read: there is no such file.`);
  try {
    return readUsageExport(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file} cannot be read: ${error instanceof Error ? error.message : 'unknown'}`, { cause: error });
  }
}

/** Does not make a database: a new one would have no ledger. */
async function withLedger<T>(config: AppConfig, work: (pool: Pool) => Promise<T>): Promise<T> {
  const { dataDir } = config.server;
  if (config.database.url === undefined && !existsSync(join(dataDir, 'postgres', 'PG_VERSION'))) {
    throw new Error(
      `There is no ledger: ${dataDir} holds no database. Set DATA_DIR to the folder of the server, or DATABASE_URL to its database.`,
    );
  }
  return withDatabase(config, async (url) => {
    const pool = createPostgresPool({ url, statementTimeoutMs: STATEMENT_MS });
    try {
      return await work(pool);
    } catch (error) {
      throw told(error);
    } finally {
      await closePostgresPool(pool);
    }
  });
}

function told(error: unknown): unknown {
  if (!isOutage(error)) return error;
  const storage = toStorageError(error);
  const reason = storage instanceof Error ? storage.message : '';
  const message = `The ledger cannot be read. ${reason} Check DATABASE_URL and DATA_DIR; npm run db:status tells how the database stands.`;
  return new Error(message, { cause: error });
}

async function reconcile(pool: Pool, request: ReconcileRequest): Promise<{ report: string; agrees: boolean }> {
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
