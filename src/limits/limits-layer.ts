import { Clock } from '@app/kernel';
import { SharedLimitStore } from '@app/limits';
import {
  TurnLayer,
  TurnNote,
  type PlannedTurn,
  type TurnContext,
  type TurnEnd,
  type TurnEvent,
  type TurnHandler,
} from '@app/turn';
import { Injectable } from '@nestjs/common';
import { estimateMostTokens, estimatePromptTokens, estimateTextTokens } from './estimate-tokens';
import { refusalOf, writeLimitHeaders, type LimitDecision } from './limit-decision';
import type { LimitPlan } from './limit-plans';
import { OpenLeases } from './open-leases';
import { RequestLimits } from './request-limits';

/**
 * Limits chat: requests, tokens reserved before the models are asked and settled afterwards, and places for those that run at once.
 * The question is sent in `begin`, so it travels with those of the session and the cache.
 */
@Injectable()
export class LimitsLayer extends TurnLayer {
  private readonly pending = new TurnNote<Promise<LimitDecision>>();

  constructor(
    private readonly limits: RequestLimits,
    private readonly store: SharedLimitStore,
    private readonly leases: OpenLeases,
    private readonly clock: Clock,
  ) {
    super();
  }

  override begin(turn: PlannedTurn, context: TurnContext): void {
    const { dialect, principal, clientAddress: address = '' } = context.origin;
    if (dialect === 'internal') return;
    const plan = this.limits.planOf(principal, address);
    if (plan === undefined) return;
    const tokens = plan.tokens === undefined ? 0 : estimateMostTokens(turn);
    const decision = this.limits.decide({ limitClass: 'chat', principal, address, tokens, leaseId: turn.id });
    if (decision === undefined) return;
    this.pending.set(context, decision);
    if (plan.tokens === undefined && plan.concurrency === undefined) return;
    this.settleAtEnd(plan, turn, context, { decision, tokens });
  }

  async handle(turn: PlannedTurn, context: TurnContext, next: TurnHandler): Promise<AsyncIterable<TurnEvent>> {
    const pending = this.pending.get(context);
    if (pending !== undefined) {
      const beganAtMs = this.clock.monotonicMs();
      const decision = await pending;
      context.storeWaitedMs += this.clock.monotonicMs() - beganAtMs;
      writeLimitHeaders(decision, (name, value) => {
        context.setHeader(name, value);
      });
      if (decision.decidedBy === 'share') context.warnings.push('limits_degraded');
      if (!decision.admitted) throw refusalOf(decision);
    }
    return next(turn, context);
  }

  /** Both corrections are sent in one tick, after the answer. */
  private settleAtEnd(
    plan: LimitPlan,
    turn: PlannedTurn,
    context: TurnContext,
    { decision, tokens }: { decision: Promise<LimitDecision>; tokens: number },
  ): void {
    let end: (() => void) | undefined;
    let written = 0;
    const { scope, concurrency, tokens: rate } = plan;
    if (concurrency !== undefined) {
      void decision.then(({ admitted }) => {
        if (admitted) end = this.leases.keep(scope, { name: concurrency.name, id: turn.id });
      });
    }
    if (rate !== undefined) {
      context.onEvent((event) => {
        if ('text' in event) written += estimateTextTokens(event.text);
      });
    }
    context.onEnd((turnEnd) => {
      void decision.then(({ admitted }) => {
        if (!admitted) return;
        end?.();
        if (rate === undefined) return;
        const reserved = Math.min(tokens, rate.law.burst);
        void this.store.settle(scope, rate, usedTokens(turnEnd, turn, written) - reserved);
      });
    });
  }
}

/** What a turn has really used. Where no provider told, what was sent and what came back, roughly. */
function usedTokens(end: TurnEnd, turn: PlannedTurn, written: number): number {
  if (end.outcome === 'finished') {
    const { usage, cache } = end.finish.response;
    if (cache.status === 'hit' || cache.status === 'stale') return 0;
    const { inputTokens, outputTokens } = usage;
    if (inputTokens !== undefined || outputTokens !== undefined) return (inputTokens ?? 0) + (outputTokens ?? 0);
  }
  // A provider that refused before its first word has charged nothing.
  if (end.outcome === 'failed' && written === 0) return 0;
  return estimatePromptTokens(turn) + written;
}
