import type { Clock } from '@app/kernel';
import type { ReasoningEvent, ReasoningInput, ReasoningStrategy } from '../../reasoning-strategy';
import { readLabelledSteps } from '../labelled-steps';
import { COT_PROMPT_VERSION, cotPrompt } from './cot-prompt';

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
  readonly promptVersion = COT_PROMPT_VERSION;

  constructor(
    private readonly clock: Clock,
    private readonly options: CotOptions = {},
  ) {}

  run(input: ReasoningInput, signal: AbortSignal): AsyncIterable<ReasoningEvent> {
    const statedConfidence = this.options.statedConfidence === true;
    return readLabelledSteps(input, cotPrompt({ maxSteps: input.maxSteps, statedConfidence }), this.clock, signal);
  }
}
