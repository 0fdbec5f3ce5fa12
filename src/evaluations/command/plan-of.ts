import { AppError } from '@app/kernel';
import type { EvaluationPlan } from '@app/evaluation';
import type { EvalFlagName } from './eval-flags';
import type { EvalOptions } from './eval-options';
import type { LoadedQuestions } from './load-questions';
import { UsageError } from './usage-error';

/** The plan of the options, each model by its catalogue id. Throws {@link UsageError} for a model that cannot answer. */
export function planOf(
  { models, strategies, seed, samples }: EvalOptions,
  { dataset, questions }: LoadedQuestions,
  modelId: (name: string) => string,
): EvaluationPlan {
  const ids = models.map((name) => modelOf('models', name, modelId));
  const plan = { dataset, questions, models: [...new Set(ids)], strategies, seed };
  return samples === undefined ? plan : { ...plan, samples };
}

/** The catalogue id of a model that a flag names. Throws {@link UsageError}. */
export function modelOf(flag: EvalFlagName, name: string, modelId: (name: string) => string): string {
  try {
    return modelId(name);
  } catch (error) {
    if (error instanceof AppError) throw new UsageError(`--${flag} ${name}: ${error.message}`);
    throw error;
  }
}
