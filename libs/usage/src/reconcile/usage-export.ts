/** Tokens of one model on one day of UTC, as one side counted them. */
export interface CountedUsage {
  /** `2026-11-25` */
  readonly day: string;
  /** As the provider names it, without its provider. */
  readonly model: string;
  /** All prompt tokens, cached ones included. */
  readonly inputTokens: number;
  readonly outputTokens: number;
}

type Fields = Record<string, unknown>;

/**
 * Reads a provider's usage export: the JSON of OpenAI's `/v1/organization/usage/completions` or of Anthropic's
 * `/v1/organizations/usage_report/messages` (one page, or a list of pages), or the CSV of either console.
 *
 * @throws Error when it is none of them.
 */
export function readUsageExport(text: string): CountedUsage[] {
  const rows = /^\s*[[{]/.test(text) ? readJson(JSON.parse(text) as unknown) : readCsv(text);
  if (rows.length === 0) throw new Error('The export holds no usage by model. Group it by model and by day.');
  return rows;
}

function readJson(value: unknown): CountedUsage[] {
  const pages = Array.isArray(value) ? (value as unknown[]) : [value];
  return pages
    .flatMap((page) => listOf(page, 'data'))
    .flatMap((bucket) => {
      const day = dayOf(bucket['start_time'] ?? bucket['starting_at']);
      return listOf(bucket, 'results').flatMap((result) => rowOf(day, result));
    });
}

/** Columns of both providers. Anthropic counts cached input apart, OpenAI as a part of the input. */
function rowOf(day: string | undefined, fields: Fields): CountedUsage[] {
  const model = fields['model'] ?? fields['model_version'];
  if (day === undefined || typeof model !== 'string' || model === '') return [];
  const creation = (fields['cache_creation'] ?? {}) as Fields;
  const apart = sum(fields, [
    'uncached_input_tokens',
    'cache_read_input_tokens',
    'cache_creation_input_tokens',
    'usage_input_tokens_no_cache',
    'usage_input_tokens_cache_write_5m',
    'usage_input_tokens_cache_write_1h',
    'usage_input_tokens_cache_read',
  ]);
  const inputTokens =
    apart + sum(creation, Object.keys(creation)) + sum(fields, ['input_tokens', 'n_context_tokens_total']);
  const outputTokens = sum(fields, ['output_tokens', 'usage_output_tokens', 'n_generated_tokens_total']);
  return [{ day, model, inputTokens, outputTokens }];
}

function sum(fields: Fields, names: readonly string[]): number {
  return names.reduce((total, name) => total + (Number(fields[name] ?? 0) || 0), 0);
}

function listOf(value: unknown, name: string): Fields[] {
  const list: unknown = typeof value === 'object' && value !== null ? (value as Fields)[name] : undefined;
  return Array.isArray(list) ? (list as Fields[]) : [];
}

/** Epoch seconds or a date. */
function dayOf(time: unknown): string | undefined {
  const isSeconds = typeof time === 'number' || (typeof time === 'string' && /^\d{9,10}$/.test(time));
  const date = isSeconds ? new Date(Number(time) * 1_000) : new Date(typeof time === 'string' ? time : NaN);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString().slice(0, 10);
}

function readCsv(text: string): CountedUsage[] {
  const [names, ...lines] = text
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .map(cellsOf);
  return lines.flatMap((cells) => {
    const fields = Object.fromEntries((names ?? []).map((name, index) => [name.trim(), cells[index]]));
    return rowOf(
      dayOf(fields['usage_date_utc'] ?? fields['start_time'] ?? fields['start_time_iso'] ?? fields['date']),
      fields,
    );
  });
}

/** Cells of a line of RFC 4180; exports of usage hold no line ends in cells. */
function cellsOf(line: string): string[] {
  const cells = line.match(/(?<=^|,)(?:"(?:[^"]|"")*"|[^,]*)/g) ?? [];
  return cells.map((cell) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell));
}
