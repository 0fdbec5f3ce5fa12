import type { EvaluationReport } from './evaluation-report';
import { reportHeading } from './report-heading';
import type { ReportTable } from './report-table';
import { tablesOf } from './report-tables';

/** The report for a terminal: aligned tables. Control characters of names are taken out. */
export function writeText(report: EvaluationReport): string {
  return [reportHeading(report), ...tablesOf(report).map(writeTable)].join('\n\n').concat('\n');
}

function writeTable({ title, columns, words, rows }: ReportTable): string {
  const lines = [columns, ...rows].map((row) => row.map(withoutControls));
  const widths = columns.map((_, i) => Math.max(...lines.map((row) => row[i]?.length ?? 0)));
  const write = (row: string[]) =>
    row
      .map((cell, i) => {
        const space = ' '.repeat((widths[i] ?? 0) - cell.length);
        return i < words ? cell + space : space + cell;
      })
      .join('  ')
      .trimEnd();
  const [head = [], ...body] = lines;
  return [title, write(head), widths.map((width) => '─'.repeat(width)).join('  '), ...body.map(write)].join('\n');
}

function withoutControls(text: string): string {
  // A name must not move the cursor.
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
}
