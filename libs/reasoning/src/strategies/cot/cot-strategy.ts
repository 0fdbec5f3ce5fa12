import type { Clock } from '@app/kernel';
import type { ReasoningEvent, ReasoningInput, ReasoningStrategy } from '../../reasoning-strategy';
import { readLabelledSteps } from '../labelled-steps';
import { cotPrompt, cotPromptVersion } from './cot-prompt';

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
  readonly promptVersion: string;
  private readonly statedConfidence: boolean;

  constructor(
    private readonly clock: Clock,
    { statedConfidence = false }: CotOptions = {},
  ) {
    this.statedConfidence = statedConfidence;
    this.promptVersion = cotPromptVersion(statedConfidence);
  }

  run(input: ReasoningInput, signal: AbortSignal): AsyncIterable<ReasoningEvent> {
    const { maxSteps } = input;
    const instruction = cotPrompt({ maxSteps, statedConfidence: this.statedConfidence });
    return readLabelledSteps(input, instruction, this.clock, signal);
  }
}
