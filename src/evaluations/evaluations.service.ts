import type { EvaluationPlan } from '@app/evaluation';
import { AppError, Clock, IdGenerator, type Principal } from '@app/kernel';
import { ModelRegistry } from '@app/providers';
import { Injectable } from '@nestjs/common';
import { checkAccess } from '../http/auth/check-access';
import { answered } from '../http/errors/answered';
import { JobQueues } from '../jobs/job-queues';
import { DatasetFolder } from './dataset-folder';
import type { CreateEvaluationDto } from './dto/create-evaluation.dto';
import type { EvaluationDto, EvaluationSummaryDto } from './dto/evaluation.dto';
import { MAX_OPEN } from './evaluation-limits';
import { EvaluationStore } from './store/evaluation-store';
import {
  isOver,
  type EvaluationDefinition,
  type EvaluationState,
  type JudgePlan,
  type StoredEvaluation,
} from './store/stored-evaluation';
import { isLost, toEvaluationDto } from './to-evaluation-dto';
import { toComparedRuns } from './to-compared-runs';
import { modelOf, toPlan } from './to-plan';

const DEFAULT_CONCURRENCY = 4;
const DEFAULT_JUDGE_LIMIT = 50;
/** A failed job (Redis away for long, a lost worker) is taken up again, and goes on where it stopped. */
const JOB_OPTIONS = { attempts: 5, backoff: { type: 'fixed', delay: 15_000 } };
const AWAY = 'Evaluations are kept in Redis, which does not answer now. Try again in a moment.';

/**
 * Takes evaluations on, tells how they stand, and cancels them. Each belongs to one user: nobody else sees it but the
 * administrators of the user's organisation.
 */
@Injectable()
export class EvaluationsService {
  constructor(
    private readonly store: EvaluationStore,
    private readonly datasets: DatasetFolder,
    private readonly queues: JobQueues,
    private readonly models: ModelRegistry,
    private readonly clock: Clock,
    private readonly ids: IdGenerator,
  ) {}

  /** Queues an evaluation. Throws `AppError`: for what cannot be asked, and `rate_limited` when too many wait or run. */
  async create(body: CreateEvaluationDto, principal: Principal): Promise<EvaluationSummaryDto> {
    const { organisationId, userId, allowedModels, kind, keyId, limits } = principal;
    const modelId = (name: string): string => this.models.resolve(name, allowedModels).model.descriptor.id;
    const plan = await toPlan(body, this.datasets, modelId);
    const judge = judgeOf(body, plan, modelId);
    const definition: EvaluationDefinition = {
      id: this.ids.next('eval'),
      organisationId,
      userId,
      caller: { kind, limits, ...(keyId === undefined ? {} : { keyId }) },
      createdAt: this.clock.now(),
      plan,
      concurrency: body.concurrency ?? DEFAULT_CONCURRENCY,
      ...(judge === undefined ? {} : { judge }),
    };
    const total = plan.questions.length * plan.models.length * plan.strategies.length;
    const state = { status: 'queued', progress: { done: 0, total, right: 0, errors: 0 } } as const;
    await answered(this.enqueue(definition, state), AWAY);
    return toEvaluationDto({ definition, state }, this.clock.now());
  }

  /** Those of the caller, for administrators those of the organisation; newest first. */
  async list(principal: Principal): Promise<EvaluationSummaryDto[]> {
    const now = this.clock.now();
    const all = await answered(this.store.list(principal.organisationId), AWAY);
    return all
      .filter(({ definition }) => maySee(principal, definition))
      .map((evaluation) => toEvaluationDto(evaluation, now));
  }

  /** With its report once it has one. Throws `not_found`. */
  async get(id: string, principal: Principal): Promise<EvaluationDto> {
    const evaluation = await this.find(id, principal);
    const report = isOver(evaluation.state) ? await answered(this.store.findReport(id), AWAY) : undefined;
    const shown = toEvaluationDto(evaluation, this.clock.now());
    return report === undefined ? shown : Object.assign(shown, { report });
  }

  /** Stops an evaluation; what is answered stays. Throws `not_found`, and `conflict` for one that is over. */
  async cancel(id: string, principal: Principal): Promise<EvaluationSummaryDto> {
    const { definition, state } = await this.find(id, principal);
    if (isOver(state)) throw new AppError('conflict', `The evaluation is over already: ${state.status}.`);
    await answered(this.store.requestCancel(id), AWAY);
    const now = this.clock.now();
    // A running one is ended by its worker within a second; one that nobody works on is ended here.
    if (state.status === 'running' && !isLost(state, now)) return toEvaluationDto({ definition, state }, now);
    const cancelled = { ...state, status: 'cancelled', endedAt: now } as const;
    await answered(this.store.setState(definition, cancelled), AWAY);
    return toEvaluationDto({ definition, state: cancelled }, now);
  }

  private async find(id: string, principal: Principal): Promise<StoredEvaluation> {
    const evaluation = /^eval_[0-9a-z]{1,40}$/.test(id) ? await answered(this.store.find(id), AWAY) : undefined;
    if (evaluation !== undefined && maySee(principal, evaluation.definition)) return evaluation;
    throw new AppError('not_found', 'There is no evaluation of this id. They are kept for a week.');
  }

  private async enqueue(definition: EvaluationDefinition, state: EvaluationState): Promise<void> {
    const { id } = definition;
    await this.store.create(definition, state);
    try {
      await this.refuseTooMany(definition);
      await this.queues.add('evaluation', { evaluationId: id }, { ...JOB_OPTIONS, jobId: id });
    } catch (error) {
      await this.store.remove(definition);
      throw error;
    }
  }

  /** Counted after the new one is in, so that requests at the same time cannot get past the limit together. */
  private async refuseTooMany({ organisationId }: EvaluationDefinition): Promise<void> {
    const now = this.clock.now();
    const all = await this.store.list(organisationId);
    const open = all.filter(({ state }) => !isOver(state) && !isLost(state, now));
    if (open.length <= MAX_OPEN) return;
    const message = `${MAX_OPEN} evaluations of your organisation wait or run already. Wait until one is over, or cancel one.`;
    throw new AppError('rate_limited', message, { retryAfterMs: 60_000 });
  }
}

/** Whoever made it, and who administers its organisation with a key that was not narrowed to less. */
function maySee(principal: Principal, { organisationId, userId }: EvaluationDefinition): boolean {
  if (principal.organisationId !== organisationId) return false;
  return principal.userId === userId || checkAccess({ roles: ['admin'], scope: 'admin' }, principal) === undefined;
}

function judgeOf(
  { judge }: CreateEvaluationDto,
  plan: EvaluationPlan,
  modelId: (name: string) => string,
): JudgePlan | undefined {
  if (judge === undefined) return undefined;
  const model = modelOf(judge.model, 'judge.model', modelId);
  const plain = { model, limit: judge.limit ?? DEFAULT_JUDGE_LIMIT };
  if (judge.compare === undefined) return plain;
  return { ...plain, compare: toComparedRuns(judge.compare, plan, modelId) };
}
