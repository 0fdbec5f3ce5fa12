import { createHash } from 'node:crypto';
import { actorOf, AuditTrail } from '@app/audit';
import { writeWarmQuestion } from '@app/cache';
import { AppError, Clock, IdGenerator, type JsonObject, type Principal } from '@app/kernel';
import { Injectable } from '@nestjs/common';
import { answered } from '../http/errors/answered';
import { JobQueues } from '../jobs/job-queues';
import type { CreateWarmupDto, WarmupQuestionDto } from './dto/create-warmup.dto';
import type { WarmupDto } from './dto/warmup.dto';
import { isOver, QUEUED, type WarmupPlan } from './warmup';
import { WarmupStore, type StoredWarmup } from './warmup-store';

/** Where a request comes from. */
export interface WarmupOrigin {
  readonly principal: Principal;
  readonly requestId: string;
  readonly clientAddress: string;
}

const DEFAULTS = { limit: 100, concurrency: 2, maxRequests: 100 };
/** A job whose worker was lost is taken up again, and skips what is fresh. */
const JOB_OPTIONS = { attempts: 3, backoff: { type: 'fixed', delay: 5_000 } };
const AWAY = 'Warm-ups need Redis, which does not answer; try again later.';

/** Takes warm-ups on, tells how they stand, and cancels them. Each belongs to one organisation and is seen by no other. */
@Injectable()
export class WarmupService {
  constructor(
    private readonly store: WarmupStore,
    private readonly queues: JobQueues,
    private readonly trail: AuditTrail,
    private readonly clock: Clock,
    private readonly ids: IdGenerator,
  ) {}

  /** The same request again, while its warm-up waits or runs, is that warm-up, however many are sent at once. */
  async create(body: CreateWarmupDto, origin: WarmupOrigin): Promise<WarmupDto> {
    const plan = this.planOf(body, origin.principal);
    const request = fingerprint(plan);
    const running = await answered(this.begin(plan, request), AWAY);
    if (running !== undefined) {
      await answered(this.store.discard(plan, request), AWAY);
      return toWarmupDto(running);
    }
    try {
      await this.audit(plan, origin);
      const options = { ...JOB_OPTIONS, jobId: plan.id };
      await answered(this.queues.add('cache-warmup', { warmupId: plan.id }, options), AWAY);
    } catch (error) {
      await this.store.discard(plan, request).catch(() => undefined); // it ends by itself
      throw error;
    }
    return toWarmupDto({ plan, state: QUEUED });
  }

  async list({ organisationId }: Principal): Promise<WarmupDto[]> {
    return (await answered(this.store.list(organisationId), AWAY)).map(toWarmupDto);
  }

  /** Throws `not_found`. */
  async get(id: string, principal: Principal): Promise<WarmupDto> {
    return toWarmupDto(await this.find(id, principal));
  }

  /** What is stored stays. Throws `not_found`, and `conflict` for one that is over. */
  async cancel(id: string, principal: Principal): Promise<WarmupDto> {
    const { plan, state } = await this.find(id, principal);
    if (isOver(state)) throw new AppError('conflict', `The warm-up is over already: ${state.status}.`);
    await answered(this.store.requestCancel(id), AWAY);
    return toWarmupDto({ plan, state });
  }

  /** Gives the warm-up that the same request is already. */
  private async begin(plan: WarmupPlan, request: string): Promise<StoredWarmup | undefined> {
    await this.store.create(plan, QUEUED);
    return this.store.claim(plan, request);
  }

  private async find(id: string, { organisationId }: Principal): Promise<StoredWarmup> {
    const found = /^warmup_[0-9a-z]{1,40}$/.test(id) ? await answered(this.store.find(id), AWAY) : undefined;
    if (found?.plan.organisationId === organisationId) return found;
    throw new AppError('not_found', 'There is no warm-up of this id. They are kept for a week.');
  }

  private planOf(body: CreateWarmupDto, principal: Principal): WarmupPlan {
    const { source, questions, limit, concurrency, maxRequests, maxCostMicroUsd } = body;
    if ((source === 'list') !== (questions !== undefined)) {
      throw new AppError('invalid_parameter', 'Give questions with the source list, and only then.', {
        param: 'questions',
      });
    }
    return {
      id: this.ids.next('warmup'),
      organisationId: principal.organisationId,
      createdAt: this.clock.now(),
      source,
      limit: limit ?? questions?.length ?? DEFAULTS.limit,
      concurrency: concurrency ?? DEFAULTS.concurrency,
      maxRequests: maxRequests ?? DEFAULTS.maxRequests,
      ...(maxCostMicroUsd === undefined ? {} : { maxCostMicroUsd }),
      ...(questions === undefined ? {} : { questions: questions.map((question) => toText(question, principal)) }),
    };
  }

  private audit({ id, source, limit, organisationId }: WarmupPlan, origin: WarmupOrigin): Promise<void> {
    const { principal, requestId, clientAddress } = origin;
    return this.trail.append({
      organisationId,
      actor: actorOf(principal),
      action: 'cache.warm',
      target: { type: 'cache', id },
      result: 'success',
      requestId,
      clientAddress,
      details: { subject: source, count: limit },
    });
  }
}

function toText(question: WarmupQuestionDto, { organisationId, userId }: Principal): string {
  const { message, model, strategy, temperature, scope, tags } = question;
  const request = {
    messages: [{ role: 'user', content: message }],
    stream: false,
    ...(temperature === undefined ? {} : { temperature }),
  };
  const turn: JsonObject = {
    model: model ?? 'auto',
    strategy: strategy ?? 'auto',
    request,
    cache: { ...(scope === undefined ? {} : { scope }), ...(tags === undefined ? {} : { tags }) },
  };
  return writeWarmQuestion({ organisationId, userId, turn });
}

function toWarmupDto({ plan, state }: StoredWarmup): WarmupDto {
  const { id, createdAt, source, limit, concurrency, maxRequests, maxCostMicroUsd } = plan;
  return {
    id,
    createdAt,
    source,
    limit,
    concurrency,
    maxRequests,
    ...(maxCostMicroUsd === undefined ? {} : { maxCostMicroUsd }),
    ...state,
  };
}

/** Of all that is to be done: questions hold whose they are, and members have one order, whatever the body had. */
function fingerprint({ id: _id, createdAt: _createdAt, ...asked }: WarmupPlan): string {
  return createHash('sha256').update(JSON.stringify(asked)).digest('base64url');
}
