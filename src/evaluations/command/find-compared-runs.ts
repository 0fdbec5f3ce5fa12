import { runName, runsOf, type EvaluationPlan, type Run } from '@app/evaluation';
import { UsageError } from './usage-error';

/**
 * The two runs of `--compare A:B`. Each is a strategy where the plan has one model, a model where it has one strategy, and always
 * `MODEL@STRATEGY`. Names may hold colons: every place to cut is tried. Throws {@link UsageError}.
 */
export function findComparedRuns(text: string, plan: EvaluationPlan): [Run, Run] {
  const runs = runsOf(plan);
  for (let cut = text.indexOf(':'); cut >= 0; cut = text.indexOf(':', cut + 1)) {
    const first = findRun(text.slice(0, cut), runs);
    const second = findRun(text.slice(cut + 1), runs);
    if (first !== undefined && second !== undefined && runName(first) !== runName(second)) return [first, second];
  }
  const names = runs.map(({ model, strategy }) => (plan.models.length === 1 ? strategy : `${model}@${strategy}`));
  throw new UsageError(`--compare must be two of the runs with a colon between them: ${names.join(', ')}.`);
}

function findRun(name: string, runs: readonly Run[]): Run | undefined {
  const named = runs.filter(({ model, strategy }) => [strategy, model, `${model}@${strategy}`].includes(name));
  return named.length === 1 ? named[0] : undefined;
}
