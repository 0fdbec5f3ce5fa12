import type { EvaluationReport } from './evaluation-report';
import { reportHeading } from './report-heading';
import type { ReportTable } from './report-table';
import { tablesOf } from './report-tables';

/** The report as Markdown. What comes from outside cannot break its tables or become markup. */
export function writeMarkdown(report: EvaluationReport): string {
  const heading = `# Evaluation\n\n${escape(reportHeading(report))}.`;
  return `${[heading, ...tablesOf(report).map(writeTable)].join('\n\n')}\n`;
}

function writeTable({ title, note, columns, words, rows }: ReportTable): string {
  const row = (cells: string[]) => `| ${cells.map(escape).join(' | ')} |`;
  const rule = `| ${columns.map((_, i) => (i < words ? '---' : '---:')).join(' | ')} |`;
  return [`## ${title}\n\n${note}\n`, row(columns), rule, ...rows.map(row)].join('\n');
}

function escape(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>|#]/g, '\\$&');
}
