import type { EvaluationSummaryDto } from './dto/evaluation.dto';
import { LOST_AFTER_MS } from './evaluation-limits';
import type { EvaluationState, StoredEvaluation } from './store/stored-evaluation';

/** Why an evaluation shows as failed whose worker gave no sign of life. Another worker that takes it makes it run again. */
const LOST = {
  code: 'worker_lost',
  message: 'Its worker gave no sign of life. When another one takes it, it goes on where it stopped.',
};

/** An evaluation as clients see it now. */
export function toEvaluationDto({ definition, state }: StoredEvaluation, now: number): EvaluationSummaryDto {
  const { id, userId, createdAt, plan } = definition;
  const { startedAt, endedAt, progress, judged } = state;
  const lost = isLost(state, now);
  const error = lost ? LOST : state.error;
  return {
    id,
    ...(userId === undefined ? {} : { userId }),
    name: plan.dataset,
    status: lost ? 'failed' : state.status,
    createdAt,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(endedAt === undefined ? {} : { endedAt }),
    questions: plan.questions.length,
    models: [...plan.models],
    strategies: [...plan.strategies],
    seed: plan.seed,
    ...(plan.samples === undefined ? {} : { samples: plan.samples }),
    progress,
    ...(judged === undefined ? {} : { judged }),
    ...(error === undefined ? {} : { error }),
  };
}

/** True for a running evaluation whose worker was killed, or can reach Redis no more. */
export function isLost({ status, aliveAt }: EvaluationState, now: number): boolean {
  return status === 'running' && aliveAt !== undefined && now - aliveAt > LOST_AFTER_MS;
}
