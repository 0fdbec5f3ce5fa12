import type { ReasoningTextEvent } from '@app/contracts';
import type { Clock } from '@app/kernel';
import type { ModelMessage, ModelRequest } from '@app/model';
import { StepLane, TurnSteps } from '../../calls/turn-steps';
import { TurnBudget } from '../../calls/turn-budget';
import type { ReasoningEvent, ReasoningInput, ReasoningOutcome } from '../../reasoning-strategy';
import { cotPrompt } from '../cot/cot-prompt';
import type { CotOptions } from '../cot/cot-strategy';
import { readLabelledSteps } from '../labelled-steps';
import { readReply } from '../read-reply';
import { startsInside, withoutReasoning } from '../reasoning-settings';
import { ReviewLane } from './review-lane';
import { findsNothing, revisePrompt, reviewPrompt } from './review-prompt';

const DEFAULT_ROUNDS = 2;

/** Why the rounds ended before a review found nothing, as a warning. */
type Cut = 'ceiling_reached' | 'review_failed';

/** One turn of self-refine. */
export class RefineRun {
  private readonly steps = new TurnSteps();
  private readonly budget: TurnBudget;
  private cut: Cut | undefined;

  constructor(
    private readonly input: ReasoningInput,
    private readonly signal: AbortSignal,
    private readonly clock: Clock,
    private readonly options: CotOptions,
  ) {
    this.budget = new TurnBudget(input);
  }

  /** The turn's events, the outcome last. */
  async *events(): AsyncGenerator<ReasoningEvent> {
    const rounds = this.input.rounds ?? DEFAULT_ROUNDS;
    const first = yield* this.write(this.input.request);
    if (first?.complete !== true) {
      yield* this.close(first);
      return;
    }
    // The last whole answer's reply.
    let best: ReasoningOutcome = first;
    for (let round = 0; round < rounds && this.mayCall(); round++) {
      yield* this.showDraft(best);
      const review = yield* this.tolerate(this.review(best));
      if (review === undefined || findsNothing(review) || !this.mayCall()) break;
      const revised: ReasoningOutcome | undefined = yield* this.tolerate(this.write(this.revision(best, review)));
      if (revised?.complete !== true) {
        this.cut ??= 'review_failed';
        break;
      }
      best = revised;
    }
    yield* this.close(best);
  }

  /** True while one more call fits under the ceilings. */
  private mayCall(): boolean {
    if (this.cut === undefined && this.budget.reachedWith(1) !== undefined) this.cut = 'ceiling_reached';
    return this.cut === undefined;
  }

  /** Has an answer written in steps. Undefined when a ceiling stopped it. */
  private async *write(request: ModelRequest): AsyncGenerator<ReasoningEvent, ReasoningOutcome | undefined> {
    const lane = new StepLane(this.steps);
    const statedConfidence = this.options.statedConfidence === true;
    const instruction = cotPrompt({ maxSteps: this.input.maxSteps, statedConfidence });
    const reply = readLabelledSteps({ ...this.input, request }, instruction, this.clock, this.signal);
    return yield* this.follow(reply, request, (event) => {
      const relayed = lane.relay(event);
      return relayed === undefined ? [] : [relayed];
    });
  }

  /** Has a draft reviewed; gives the review, or undefined when a ceiling stopped it or it came to nothing. */
  private async *review(draft: ReasoningOutcome): AsyncGenerator<ReasoningEvent, string | undefined> {
    // The review is ours, not the caller's: neither their format nor their stop texts are for it.
    const { responseFormat: _format, stop: _stop, ...rest } = this.input.request;
    const ability = this.input.model.descriptor.reasoning;
    const messages = [...rest.messages, ...asked(draft.rawResponse, reviewPrompt())];
    const request = { ...withoutReasoning(rest, ability), messages };
    const insideReasoning = startsInside(ability, request.effort);
    const reply = readReply(this.input.model, request, this.signal, {
      clock: this.clock,
      mode: 'markers',
      insideReasoning,
    });
    const lane = new ReviewLane(this.steps, this.clock);
    const outcome = yield* this.follow(reply, request, (event) => lane.relay(event));
    yield* lane.end();
    if (outcome?.complete === true) return outcome.finalAnswer;
    this.cut ??= 'review_failed';
    return undefined;
  }

  private revision(draft: ReasoningOutcome, review: string): ModelRequest {
    const { request } = this.input;
    const instruction = `${review}\n\n${revisePrompt()}`;
    return { ...request, messages: [...request.messages, ...asked(draft.rawResponse, instruction)] };
  }

  /** Yields what a reply makes of the turn and gives its outcome. Leaves it, undefined, when a ceiling is reached. */
  private async *follow(
    reply: AsyncIterable<ReasoningEvent>,
    request: ModelRequest,
    relay: (event: ReasoningTextEvent) => Iterable<ReasoningTextEvent>,
  ): AsyncGenerator<ReasoningEvent, ReasoningOutcome | undefined> {
    const meter = this.budget.startCall(request);
    for await (const event of reply) {
      meter.note(event);
      if (event.type === 'outcome') return event.outcome;
      if (event.type === 'usage') yield { type: 'usage', usage: this.budget.reported };
      else if (event.type !== 'branch-start' && event.type !== 'branch-end' && event.type !== 'vote')
        yield* relay(event);
      if (this.budget.reached !== undefined) {
        this.cut = 'ceiling_reached';
        return undefined;
      }
    }
    return undefined;
  }

  /** Goes on without a call that failed, unless the caller has left: there is a whole answer already. */
  private async *tolerate<T>(call: AsyncGenerator<ReasoningEvent, T>): AsyncGenerator<ReasoningEvent, T | undefined> {
    try {
      return yield* call;
    } catch (error) {
      if (this.signal.aborted) throw error;
      this.cut = 'review_failed';
      return undefined;
    }
  }

  private *showDraft({ finalAnswer }: ReasoningOutcome): Generator<ReasoningEvent> {
    const lane = new StepLane(this.steps);
    const events: ReasoningTextEvent[] = [
      { type: 'step-start', index: 0, source: 'prompted', kind: 'draft', timestamp: this.clock.now() },
      { type: 'step-delta', index: 0, field: 'thought', text: finalAnswer },
      { type: 'step-end', index: 0 },
    ];
    for (const event of events) {
      const relayed = lane.relay(event);
      if (relayed !== undefined) yield relayed;
    }
  }

  private *close(reply: ReasoningOutcome | undefined): Generator<ReasoningEvent> {
    const finalAnswer = reply?.finalAnswer ?? '';
    if (finalAnswer !== '') yield { type: 'answer-delta', text: finalAnswer };
    const outcome: ReasoningOutcome = {
      finalAnswer,
      steps: this.steps.all,
      rawResponse: reply?.rawResponse ?? '',
      complete: reply?.complete ?? false,
      finishReason: reply?.finishReason ?? 'length',
      warnings: [
        ...new Set([
          ...(reply?.warnings ?? []),
          ...(this.cut === undefined ? [] : [this.cut]),
          ...(this.budget.isExact ? [] : ['usage_incomplete']),
        ]),
      ],
      usage: this.budget.reported,
      toolCalls: reply?.toolCalls ?? [],
      opaqueReasoning: reply?.opaqueReasoning ?? [],
    };
    yield { type: 'outcome', outcome };
  }
}

function asked(reply: string, question: string): ModelMessage[] {
  return [
    { role: 'assistant', content: reply },
    { role: 'user', content: question },
  ];
}
