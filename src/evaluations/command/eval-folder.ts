import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { identify, writeHtml, writeMarkdown, type EvaluationPlan, type EvaluationReport } from '@app/evaluation';

/** The folder of a plan: the same plan finds it again. */
export function defaultFolder(dataDir: string, plan: EvaluationPlan): string {
  const hash = createHash('sha256')
    .update(JSON.stringify(identify(plan)))
    .digest('hex')
    .slice(0, 8);
  const name = plan.dataset
    .replace(/\.[^.]*$/, '')
    .replace(/[^\w.-]+/g, '-')
    .slice(0, 60);
  return join(dataDir, 'evaluations', `${name}-${hash}`);
}

/** Path of the file that all results are added to. */
export function resultsPath(folder: string): string {
  return join(folder, 'results.jsonl');
}

/** Writes the report in every form. Gives the paths. */
export async function writeReports(folder: string, report: EvaluationReport): Promise<string[]> {
  const forms = {
    'report.json': `${JSON.stringify(report, null, 2)}\n`,
    'report.md': writeMarkdown(report),
    'report.html': writeHtml(report),
  };
  await mkdir(folder, { recursive: true });
  await Promise.all(Object.entries(forms).map(([name, content]) => writeFile(join(folder, name), content)));
  return Object.keys(forms).map((name) => join(folder, name));
}
