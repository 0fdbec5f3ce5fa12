import type { Summary } from '../measure/statistics';
import { isMet, type Measurement, type ReportRow, type Target } from './report';

/** Text in aligned columns; numbers to the right. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ');
  return [line(header), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}

/** What the servers did under one load, a line each. */
export function measurementTable(measurements: readonly Measurement[]): string {
  const names = Object.keys(measurements[0]?.figures ?? {});
  return table(
    ['server', ...names],
    measurements.map(({ server, figures }) => [server, ...names.map((name) => withEdges(figures[name]))]),
  );
}

/** The figures that matter, with target and verdict. */
export function verdictTable(rows: readonly ReportRow[]): string {
  return table(
    ['', 'median', 'min', 'max', 'target', 'verdict'],
    rows.map((row) => [
      row.what,
      `${short(row.summary.median)} ${row.unit}`,
      short(row.summary.min),
      short(row.summary.max),
      row.target === undefined ? '' : targetText(row.target),
      { true: 'met', false: 'NOT met', undefined: '' }[String(isMet(row)) as 'true' | 'false' | 'undefined'],
    ]),
  );
}

function targetText(target: Target): string {
  return 'atLeast' in target ? `>= ${target.atLeast}` : `<= ${target.atMost}`;
}

function withEdges(summary: Summary | undefined): string {
  if (summary === undefined) return '';
  if (Number.isNaN(summary.median)) return '-';
  return `${short(summary.median)} [${short(summary.min)}..${short(summary.max)}]`;
}

function short(value: number): string {
  if (!Number.isFinite(value)) return '-';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toFixed(digits);
}
