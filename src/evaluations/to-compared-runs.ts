import { runName, runsOf, type EvaluationPlan, type Run } from '@app/evaluation';
import { AppError } from '@app/kernel';
import type { CompareDto, ComparedRunDto } from './dto/create-evaluation.dto';
import { modelOf } from './to-plan';

/** The two runs of a comparison. Throws `AppError` for one that the plan does not have once, and for twice the same. */
export function toComparedRuns(
  { first, second }: CompareDto,
  plan: EvaluationPlan,
  modelId: (name: string) => string,
): [Run, Run] {
  const runs: [Run, Run] = [
    findRun(first, 'judge.compare.first', plan, modelId),
    findRun(second, 'judge.compare.second', plan, modelId),
  ];
  if (runName(runs[0]) !== runName(runs[1])) return runs;
  throw new AppError('invalid_parameter', 'A run cannot be compared with itself.', { param: 'judge.compare.second' });
}

function findRun(
  { model, strategy }: ComparedRunDto,
  param: string,
  plan: EvaluationPlan,
  modelId: (name: string) => string,
): Run {
  const id = model === undefined ? undefined : modelOf(model, `${param}.model`, modelId);
  const meant = runsOf(plan).filter(
    (run) => (id === undefined || run.model === id) && (strategy === undefined || run.strategy === strategy),
  );
  const [found] = meant;
  if (found !== undefined && meant.length === 1) return found;
  const why = found === undefined ? 'is no run of this evaluation' : 'is more than one run of this evaluation';
  const message = `${param} ${why}. Name a model of models and a strategy of strategies.`;
  throw new AppError('invalid_parameter', message, { param });
}
