import { PopularQuestions, readWarmQuestion, type WarmQuestion } from '@app/cache';
import { AppError, Clock, type Principal } from '@app/kernel';
import { TurnContext, type ChatTurn, type TurnFinish } from '@app/turn';
import { Injectable } from '@nestjs/common';
import type { WarmupPlan, WarmupState, WarmupStatus } from './warmup';
import { WarmupTurns } from './warmup-turns';

/** Remembered questions that are read at a time: few enough that Redis is not kept from others. */
const PAGE = 500;

/** How a warm-up is watched and stopped. */
export interface WarmupWatch {
  /** Told after each question. */
  progress(state: WarmupState): Promise<void>;
  isCancelled(): Promise<boolean>;
  readonly signal: AbortSignal;
}

/**
 * Asks questions as their owners would, so that their answers are stored. What is fresh is not asked, so a warm-up that is done
 * twice costs once. Ends when it has asked or spent what it may; at most as many answers more as run at a time.
 */
@Injectable()
export class WarmupWorker {
  constructor(
    private readonly turns: WarmupTurns,
    private readonly popular: PopularQuestions,
    private readonly clock: Clock,
  ) {}

  /**
   * Resolves with how it ended. Rejects when the signal aborts.
   *
   * @param before how far it came before its worker was lost: what was made, failed and spent counts on, and the questions are
   * looked at again.
   */
  async run(plan: WarmupPlan, before: WarmupState, watch: WarmupWatch): Promise<WarmupState> {
    const questions = inOrder(await this.questionsOf(plan), plan);
    const startedAt = before.startedAt ?? this.clock.now();
    let state: WarmupState = { ...before, status: 'running', total: questions.length, done: 0, fresh: 0, startedAt };
    await watch.progress(state);
    let next = 0;
    let ended: WarmupStatus | undefined;
    const work = async (): Promise<void> => {
      for (;;) {
        const question = questions[next];
        if (question === undefined || ended !== undefined) return;
        next++;
        watch.signal.throwIfAborted();
        if (isSpent(plan, state)) ended = 'budget';
        else if (await watch.isCancelled()) ended = 'cancelled';
        if (ended !== undefined) return;
        const outcome = await this.ask(question, plan, watch.signal);
        state = added(state, outcome);
        await watch.progress(state);
      }
    };
    await Promise.all(Array.from({ length: plan.concurrency }, work));
    return { ...state, status: ended ?? 'finished', endedAt: this.clock.now() };
  }

  private async questionsOf(plan: WarmupPlan): Promise<WarmQuestion[]> {
    if (plan.questions === undefined) return this.remembered(plan);
    return plan.questions.flatMap((text) => questionOf(text, plan) ?? []).slice(0, plan.limit);
  }

  /** By id, because one that moves down the list between two pages comes twice. */
  private async remembered(plan: WarmupPlan): Promise<WarmQuestion[]> {
    const found = new Map<string, WarmQuestion>();
    for (let from = 0; found.size < plan.limit;) {
      const page = await (plan.source === 'recent' ? this.popular.recent(PAGE, from) : this.popular.top(PAGE, from));
      const last = page.at(-1);
      if (last === undefined) break;
      for (const { id, question: text } of page) {
        const question = questionOf(text, plan);
        if (question !== undefined) found.set(id, question);
      }
      from = last.rank + 1;
    }
    return [...found.values()].slice(0, plan.limit);
  }

  private async ask(question: WarmQuestion, { id }: WarmupPlan, signal: AbortSignal): Promise<Asked> {
    const { organisationId, userId } = question;
    const principal: Principal = { kind: 'key', organisationId, userId, roles: ['user'], limits: {} };
    const turn = question.turn as unknown as ChatTurn;
    const asked: ChatTurn = { ...turn, cache: { ...turn.cache, mode: 'default' }, show: true };
    const context = new TurnContext({ requestId: id, principal, dialect: 'internal' }, signal);
    try {
      return { finish: await this.finishOf(asked, context) };
    } catch (error) {
      signal.throwIfAborted();
      return { error };
    }
  }

  private async finishOf(turn: ChatTurn, context: TurnContext): Promise<TurnFinish> {
    for await (const event of this.turns.run(turn, context)) if (event.type === 'finish') return event;
    throw new AppError('internal_error', 'The turn ended without a result.');
  }
}

/** What is remembered is of the whole installation; each organisation warms its own, and the one by the clock all of them. */
function questionOf(text: string, { organisationId }: WarmupPlan): WarmQuestion | undefined {
  const question = readWarmQuestion(text);
  return organisationId === '' || question?.organisationId === organisationId ? question : undefined;
}

type Asked = { finish: TurnFinish } | { error: unknown };

/** Best first, in case the budget ends it. When it cannot, best last: those that were made last stay longest in a full cache. */
function inOrder(questions: WarmQuestion[], { source, maxRequests, maxCostMicroUsd }: WarmupPlan): WarmQuestion[] {
  const isAll = questions.length <= maxRequests && maxCostMicroUsd === undefined;
  return isAll && source !== 'list' ? questions.reverse() : questions;
}

function isSpent({ maxRequests, maxCostMicroUsd = Infinity }: WarmupPlan, state: WarmupState): boolean {
  return state.made + state.failed >= maxRequests || state.costMicroUsd >= maxCostMicroUsd;
}

function added(state: WarmupState, asked: Asked): WarmupState {
  const done = state.done + 1;
  if ('error' in asked) {
    const lastError = asked.error instanceof AppError ? asked.error.code : 'internal_error';
    return { ...state, done, failed: state.failed + 1, lastError };
  }
  const { cache, usage } = asked.finish.response;
  if (cache.status === 'hit' || cache.status === 'stale') return { ...state, done, fresh: state.fresh + 1 };
  return { ...state, done, made: state.made + 1, costMicroUsd: state.costMicroUsd + (usage.costMicroUsd ?? 0) };
}
