import type { IntervalTable } from './interval-table';

/** One value of a series, and what each `tag=value` has of it: parts of one tag add up to the value. */
export interface SeriesValue {
  value: number;
  parts: Map<string, number>;
}

/** A series that is watched: how its value comes from the metrics of an interval. */
export interface WatchedSeries {
  name: string;
  /** Undefined: nothing can be said of this interval, such as the latency of no requests. */
  valueOf(table: IntervalTable): SeriesValue | undefined;
  /**
   * Whether something odd matters enough to tell, in this interval. One failure in the night is odd and no news. `usual`: what the
   * series was of late.
   */
  matters(table: IntervalTable, usual: number): boolean;
}

const MIN_ERRORS = 5;
const MIN_REQUESTS = 10;
const MIN_REFUSALS = 10;
const MIN_QUEUED = 10;
/** More than one question takes, one with many samples or a long conversation too. */
const MIN_TOKENS = 50_000;
const MIN_COST_MICRO_USD = 500_000;

const always = (): boolean => true;
const atLeast = (metric: string, least: number) => (table: IntervalTable) => (table.get(metric)?.sum ?? 0) >= least;
/** A sum that is large, or was of late: that a busy service falls silent is news, one question to an idle one is none. */
const sizeable = (metric: string, least: number) => (table: IntervalTable, usual: number) =>
  Math.max(table.get(metric)?.sum ?? 0, usual) >= least;

/** The service's own series. */
export const OWN_SERIES: readonly WatchedSeries[] = [
  { name: 'requests', valueOf: sumOf('chat.turns'), matters: sizeable('chat.turns', MIN_REQUESTS) },
  { name: 'error_rate', valueOf: shareOf('chat.errors', 'chat.turns'), matters: atLeast('chat.errors', MIN_ERRORS) },
  { name: 'latency_ms', valueOf: meanOf('chat.latency_ms'), matters: atLeast('chat.turns', MIN_REQUESTS) },
  { name: 'first_token_ms', valueOf: meanOf('chat.first_token_ms'), matters: atLeast('chat.turns', MIN_REQUESTS) },
  { name: 'tokens', valueOf: sumOf('chat.tokens'), matters: sizeable('chat.tokens', MIN_TOKENS) },
  {
    name: 'cost_micro_usd',
    valueOf: sumOf('chat.cost_micro_usd'),
    matters: sizeable('chat.cost_micro_usd', MIN_COST_MICRO_USD),
  },
  {
    name: 'cache_hit_rate',
    valueOf: shareOf('chat.cache_hits', 'chat.turns'),
    matters: atLeast('chat.turns', MIN_REQUESTS),
  },
  { name: 'refusals', valueOf: sumOf('http.refusals'), matters: atLeast('http.refusals', MIN_REFUSALS) },
  { name: 'queue_depth', valueOf: meanOf('queue.depth'), matters: atLeast('queue.depth', MIN_QUEUED) },
];

/** The series of a metric that somebody else measures: a sum counts as nothing where none came, a mean is not told then. */
export function seriesOf(name: string, kind: 'sum' | 'mean'): WatchedSeries {
  return { name, valueOf: kind === 'sum' ? sumOf(name) : meanOf(name), matters: always };
}

function sumOf(metric: string): WatchedSeries['valueOf'] {
  return (table) => {
    const amount = table.get(metric);
    return { value: amount?.sum ?? 0, parts: mapParts(amount?.parts, ({ sum }) => sum) };
  };
}

function meanOf(metric: string): WatchedSeries['valueOf'] {
  return (table) => {
    const amount = table.get(metric);
    if (amount === undefined || amount.count === 0) return undefined;
    const { sum, count, parts } = amount;
    return { value: sum / count, parts: mapParts(parts, (part) => part.sum / count) };
  };
}

function shareOf(metric: string, whole: string): WatchedSeries['valueOf'] {
  return (table) => {
    const total = table.get(whole)?.sum ?? 0;
    if (total === 0) return undefined;
    const amount = table.get(metric);
    return { value: (amount?.sum ?? 0) / total, parts: mapParts(amount?.parts, ({ sum }) => sum / total) };
  };
}

function mapParts<T>(parts: ReadonlyMap<string, T> | undefined, map: (part: T) => number): Map<string, number> {
  return new Map([...(parts ?? [])].map(([name, part]) => [name, map(part)]));
}
