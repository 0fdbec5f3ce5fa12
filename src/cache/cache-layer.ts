import type { Lookup, Served } from '@app/cache';
import { AppError, Clock, UnitOfWork } from '@app/kernel';
import { TurnLayer, TurnNote, type PlannedTurn, type TurnContext, type TurnEvent, type TurnHandler } from '@app/turn';
import { Injectable } from '@nestjs/common';
import { CacheMetrics } from './cache-metrics';
import { CachePolicy, isInConversation, type CachePlan } from './cache-policy';
import { ForkedAnswer } from './forked-answer';
import { isOutage } from './is-outage';
import { QuestionTracker } from './question-tracker';
import { replayAnswer } from './replay-answer';
import { TurnCache } from './turn-cache';

interface Begun {
  turn: PlannedTurn;
  plan: CachePlan;
  lookup: Lookup | undefined;
}

const MS_PER_SECOND = 1_000;

/**
 * Answers turns from the cache. The look-up is sent in `begin`, so it travels with the limits and the session; a layer that
 * changes the turn, such as a conversation's history, makes it another question, which is looked up when it is known.
 */
@Injectable()
export class CacheLayer extends TurnLayer {
  private readonly begun = new TurnNote<Begun>();

  constructor(
    private readonly cache: TurnCache,
    private readonly policy: CachePolicy,
    private readonly metrics: CacheMetrics,
    private readonly tracker: QuestionTracker,
    private readonly units: UnitOfWork,
    private readonly clock: Clock,
  ) {
    super();
  }

  override begin(turn: PlannedTurn, context: TurnContext): void {
    // The history is not known yet, and it is part of the question.
    if (isInConversation(turn.asked)) return;
    try {
      this.begun.set(context, this.look(turn, context));
    } catch {
      // A scope that is not allowed is refused when it is this layer's turn.
    }
  }

  /** Throws `cache_miss` when only a stored answer was wanted, and `invalid_parameter` for a scope that is not allowed. */
  async handle(turn: PlannedTurn, context: TurnContext, next: TurnHandler): Promise<AsyncIterable<TurnEvent>> {
    let begun = this.begun.get(context);
    if (begun?.turn !== turn) begun = this.look(turn, context);
    const { plan, lookup } = begun;
    const isUnasked = context.origin.dialect === 'internal';
    if (plan.type === 'bypass' || lookup === undefined) {
      if (plan.type === 'bypass' && !isUnasked) this.metrics.bypassed(plan.reason);
      context.setHeader('X-Cache', 'BYPASS');
      return next(turn, context);
    }
    if (!isUnasked && !isInConversation(turn.asked)) {
      context.onEnd((end) => {
        if (end.outcome === 'finished') this.tracker.observe(plan.key, turn, context.principal, end.finish);
      });
    }
    if (plan.mode !== 'refresh' && lookup.inStore !== undefined) {
      const beganAtMs = this.clock.monotonicMs();
      await lookup.inStore;
      context.storeWaitedMs += this.clock.monotonicMs() - beganAtMs;
    }
    const served = await this.cache.serve({
      lookup,
      mode: plan.mode,
      isWhole: !turn.request.stream,
      ...(plan.maxAgeMs === undefined ? {} : { maxAgeMs: plan.maxAgeMs }),
      isUnasked,
      lifetimes: plan.lifetimes,
      waitedMs: context.storeWaitedMs,
      facts: plan.facts,
      fill: (signal) => this.fill(turn, context.fork(signal), next),
      isOutage,
      signal: context.signal,
    });
    return this.give(served, turn, context, next);
  }

  private look(turn: PlannedTurn, context: TurnContext): Begun {
    const plan = this.policy.plan(turn, context);
    return { turn, plan, lookup: plan.type === 'use' ? this.cache.look(plan.key, context.storeWaitedMs) : undefined };
  }

  private give(
    served: Served<TurnEvent>,
    turn: PlannedTurn,
    context: TurnContext,
    next: TurnHandler,
  ): AsyncIterable<TurnEvent> | Promise<AsyncIterable<TurnEvent>> {
    if (served.type === 'absent') {
      throw new AppError('cache_miss', 'Only a stored answer was asked for, and none is stored; ask without that.');
    }
    if (served.type === 'made') {
      context.setHeader('X-Cache', 'MISS');
      return served.events;
    }
    const events = replayAnswer(served, turn);
    if (events === undefined) {
      context.setHeader('X-Cache', 'BYPASS');
      return next(turn, context);
    }
    context.setHeader('X-Cache', served.status.toUpperCase());
    context.setHeader('Age', String(Math.floor(served.ageMs / MS_PER_SECOND)));
    if (served.status === 'stale') context.warnings.push('cached_answer_stale');
    return events;
  }

  private async fill(turn: PlannedTurn, fork: TurnContext, next: TurnHandler): Promise<AsyncIterable<TurnEvent>> {
    const beganAtMs = this.clock.monotonicMs();
    const elapsedMs = (): number => this.clock.monotonicMs() - beganAtMs;
    return new ForkedAnswer(await next(turn, fork), fork, this.units, elapsedMs);
  }
}
