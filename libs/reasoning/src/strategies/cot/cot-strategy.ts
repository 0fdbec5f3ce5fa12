import type { Clock } from '@app/kernel';
import type { ModelRequest } from '@app/model';
import type { ReasoningEvent, ReasoningInput, ReasoningStrategy } from '../../reasoning-strategy';
import { readReply } from '../read-reply';
import { startsInside, withoutReasoning } from '../reasoning-settings';
import { cotPrompt, withInstruction } from './cot-prompt';

/** What a {@link CotStrategy} may be told. */
export interface CotOptions {
  /** Asks the model for a confidence behind each thought. Default false: it costs tokens and models overrate themselves. */
  statedConfidence?: boolean;
}

/**
 * Asks for `Thought:` / `Action:` / `Final Answer:` lines and reads them. The step limit is told to the model and kept: a
 * reply that goes on to one step more is stopped there, with the warning `step_limit_reached`. The model's own reasoning
 * is switched off where it can be, since it would be paid for twice. One call, several times the tokens of a direct one.
 */
export class CotStrategy implements ReasoningStrategy {
  readonly name = 'cot';

  constructor(
    private readonly clock: Clock,
    private readonly options: CotOptions = {},
  ) {}

  run({ model, request, maxSteps }: ReasoningInput, signal: AbortSignal): AsyncIterable<ReasoningEvent> {
    const ability = model.descriptor.reasoning;
    const instruction = cotPrompt({ maxSteps, statedConfidence: this.options.statedConfidence === true });
    const asked: ModelRequest = {
      ...withoutReasoning(request, ability),
      messages: withInstruction(request.messages, instruction),
      replyForm: 'labelled-steps',
    };
    const insideReasoning = startsInside(ability, asked.effort);
    return readReply(model, asked, signal, { clock: this.clock, mode: 'labels', maxSteps, insideReasoning });
  }
}
