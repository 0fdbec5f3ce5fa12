import type { Summary } from '../measure/statistics';

/** What a figure should be. */
export type Target = { atLeast: number } | { atMost: number };

/** One figure that matters, from several rounds. */
export interface ReportRow {
  what: string;
  unit: 'x' | 'ms' | 'KiB' | 'MiB' | 'MiB/min' | 'us' | '';
  summary: Summary;
  /** Absent: for information. */
  target?: Target;
}

/** What one server did under one load. */
export interface Measurement {
  load: string;
  server: string;
  /** By name and unit, such as `p50 ms`. */
  figures: Record<string, Summary>;
}

/** Everything that a run found out. */
export class Report {
  readonly measurements: Measurement[] = [];
  readonly rows: ReportRow[] = [];
  /** Wrong answers and lost connections of all loads. */
  errors = 0;
}

/** Whether the middle of the rounds reaches the target. Undefined without one. */
export function isMet({ summary, target }: ReportRow): boolean | undefined {
  if (target === undefined) return undefined;
  return 'atLeast' in target ? summary.median >= target.atLeast : summary.median <= target.atMost;
}
