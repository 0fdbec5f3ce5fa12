import type { EvaluationReport, Miss, RunSummary } from '../evaluation-report';
import { reportHeading } from '../report-heading';
import type { ReportTable } from '../report-table';
import { tablesOf } from '../report-tables';
import { effortChart } from './effort-chart';
import { domainOf, intervalChart } from './interval-chart';
import { element, escapeHtml } from './markup';
import { PAGE_STYLE } from './page-style';
import { reliabilityChart } from './reliability-chart';

/** No script, nothing from elsewhere: the page may be sent on and opened anywhere. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** The report as one page with plots, complete in itself: no script and no request. Every text from outside is escaped. */
export function writeHtml(report: EvaluationReport): string {
  const chart: Record<string, string> = {
    Results: accuracyChart(report) + effort(report),
    'Differences on the same questions': differenceChart(report),
    Calibration: reliability(report),
  };
  const sections = tablesOf(report).map((table) => section(table, chart[table.title] ?? ''));
  const head = [
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    element('title', {}, escapeHtml(`Evaluation: ${report.dataset}`)),
    element('style', {}, PAGE_STYLE),
  ].join('\n');
  const made = new Date(report.createdAt).toISOString().slice(0, 16).replace('T', ' ');
  const heading = `<h1>Evaluation</h1><p>${escapeHtml(reportHeading(report))}. Made ${made} UTC.</p>`;
  const body = [heading, ...sections, misses(report)].join('\n');
  return `<!doctype html>\n<html lang="en">\n<head>\n${head}\n</head>\n<body>\n${body}\n</body>\n</html>\n`;
}

function section({ title, note, columns, words, rows }: ReportTable, charts: string): string {
  const row = (name: 'th' | 'td', cells: string[]) =>
    element(
      'tr',
      {},
      cells.map((cell, i) => element(name, i < words ? { class: 'word' } : {}, escapeHtml(cell))).join(''),
    );
  const table = element('table', {}, row('th', columns) + rows.map((cells) => row('td', cells)).join('\n'));
  const heading = `<h2>${escapeHtml(title)}</h2><p>${escapeHtml(note)}</p>`;
  return `${heading}\n${charts}\n${element('div', { class: 'scroll' }, table)}`;
}

function accuracyChart({ runs, models }: EvaluationReport): string {
  const rows = runs.flatMap((run) => {
    const { estimate } = run.accuracy;
    return estimate === undefined ? [] : [{ label: nameOf(run, models), estimate }];
  });
  return rows.length === 0 ? '' : intervalChart('Accuracy of each run with its 95 % interval', rows, [0, 1]);
}

function effort({ runs, models }: EvaluationReport): string {
  const points = runs.flatMap((run) => {
    const { estimate } = run.accuracy;
    if (estimate === undefined || run.tokens === undefined) return [];
    return [{ label: nameOf(run, models), tokens: run.tokens.outputPerAnswer, accuracy: estimate }];
  });
  return points.length === 0 ? '' : effortChart('Accuracy over output tokens per answer', points);
}

function differenceChart({ comparisons, models }: EvaluationReport): string {
  const rows = comparisons.flatMap(({ first, second, difference }) =>
    difference === undefined
      ? []
      : [{ label: `${nameOf(second, models)} − ${nameOf(first, models)}`, estimate: difference }],
  );
  return rows.length === 0 ? '' : intervalChart('Differences of accuracy with 95 % intervals', rows, domainOf(rows));
}

function reliability({ runs, models }: EvaluationReport): string {
  const figures = runs.flatMap((run) =>
    Object.entries(run.calibration).map(([source, calibration]) => {
      const title = `${nameOf(run, models)}, ${source}: ECE ${calibration.ece.toFixed(3)}`;
      const chart = reliabilityChart(`Accuracy over confidence: ${title}`, calibration);
      return element('figure', {}, chart + element('figcaption', {}, escapeHtml(title)));
    }),
  );
  return figures.length === 0 ? '' : element('div', { class: 'charts' }, figures.join(''));
}

function misses({ misses: list, models }: EvaluationReport): string {
  if (list.length === 0) return '';
  const intro = '<h2>Some answers that were not right</h2><p>At most ten of each run.</p>';
  return intro + list.map((miss) => missDetails(miss, models)).join('\n');
}

function missDetails(miss: Miss, models: readonly string[]): string {
  const verdict = `<b>${miss.verdict}</b> ${escapeHtml(`${nameOf(miss, models)}, question ${miss.questionId}: `)}`;
  const outcome = escapeHtml(`${miss.given === '' ? 'no answer' : miss.given} (right: ${miss.expected})`);
  const steps = miss.steps.map((step) => element('li', {}, escapeHtml(step))).join('');
  const question = element('blockquote', {}, escapeHtml(miss.question));
  return `<details><summary>${verdict}${outcome}</summary>${question}<ol>${steps}</ol></details>`;
}

function nameOf({ model, strategy }: Pick<RunSummary, 'model' | 'strategy'>, models: readonly string[]): string {
  return models.length > 1 ? `${model} ${strategy}` : strategy;
}
