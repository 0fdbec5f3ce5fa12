import type { VoteReason } from '@app/contracts';
import { AppError } from '@app/kernel';
import type { ModelUsage } from '@app/model';
import type { ReasoningInput } from '../reasoning-strategy';
import { CallMeter, promptCharsOf } from './call-meter';

/** A ceiling that was reached. */
export type ReachedCeiling = Extract<VoteReason, 'token_ceiling' | 'cost_ceiling'>;

/** A ceiling in money is looked at again after as many tokens. */
const CHECK_EVERY_TOKENS = 16;

type Price = NonNullable<ReasoningInput['costMicroUsd']>;

/** Adds up what the calls of a turn use, and says when a ceiling is reached. */
export class TurnBudget {
  private readonly calls: CallMeter[] = [];
  private readonly maxTokens: number;
  private readonly maxCostMicroUsd: number;
  private readonly price: Price;
  private readonly isLive: boolean;
  private checkedTokens = -CHECK_EVERY_TOKENS;

  /** Throws `unsupported_parameter` for a ceiling in money and a model without a price. */
  constructor({ ceilings = {}, costMicroUsd, model }: ReasoningInput) {
    this.maxTokens = ceilings.tokens ?? Infinity;
    this.maxCostMicroUsd = ceilings.costMicroUsd ?? Infinity;
    this.isLive = model.descriptor.liveUsage === true;
    this.price = costMicroUsd ?? ((): undefined => undefined);
    if (this.maxCostMicroUsd < Infinity && this.price({ inputTokens: 1, outputTokens: 1 }) === undefined) {
      const message = `The price of ${model.descriptor.id} is unknown, so no ceiling in money can be kept. Use a ceiling in tokens.`;
      throw new AppError('unsupported_parameter', message, { param: 'reasoning.costCeilingMicroUsd' });
    }
  }

  /** A meter for one more call. */
  startCall(request: ReasoningInput['request']): CallMeter {
    const meter = new CallMeter(promptCharsOf(request.messages), this.isLive);
    this.calls.push(meter);
    return meter;
  }

  /** What the providers reported, summed; a field that no call reported is absent. */
  get reported(): ModelUsage {
    const sum: ModelUsage = {};
    for (const { reported } of this.calls) {
      for (const field of FIELDS) {
        const count = reported[field];
        if (count !== undefined) sum[field] = (sum[field] ?? 0) + count;
      }
    }
    return sum;
  }

  /** False when a call was stopped or failed before its provider reported what it used. */
  get isExact(): boolean {
    return this.calls.every(({ isExact }) => isExact);
  }

  /** The ceiling that the calls have reached by now, or had reached some tokens ago: prices take time to look up. */
  get reached(): ReachedCeiling | undefined {
    if (!this.isLimited) return undefined;
    const tokens = this.calls.reduce((sum, call) => sum + call.used().inputTokens + call.used().outputTokens, 0);
    if (tokens < this.checkedTokens + CHECK_EVERY_TOKENS && tokens < this.maxTokens) return undefined;
    this.checkedTokens = tokens;
    return this.over(0, false);
  }

  /** The ceiling that would be reached if what runs, and as many more calls, came to cost what the costliest did so far. */
  reachedWith(moreCalls: number): ReachedCeiling | undefined {
    return this.isLimited ? this.over(moreCalls, true) : undefined;
  }

  private get isLimited(): boolean {
    return this.maxTokens < Infinity || this.maxCostMicroUsd < Infinity;
  }

  private over(moreCalls: number, atWorst: boolean): ReachedCeiling | undefined {
    const sum = (amount: (usage: ReturnType<CallMeter['used']>) => number): number => {
      const worst = Math.max(0, ...this.calls.map((call) => amount(call.used())));
      const amounts = this.calls.map((call) => (atWorst && !call.hasEnded ? worst : amount(call.used())));
      return amounts.reduce((total, each) => total + each, 0) + moreCalls * worst;
    };
    if (sum(({ inputTokens, outputTokens }) => inputTokens + outputTokens) >= this.maxTokens) return 'token_ceiling';
    if (this.maxCostMicroUsd === Infinity) return undefined;
    return sum((usage) => this.price(usage) ?? 0) >= this.maxCostMicroUsd ? 'cost_ceiling' : undefined;
  }
}

const FIELDS = ['inputTokens', 'outputTokens', 'reasoningTokens', 'cachedInputTokens', 'cacheWriteTokens'] as const;
