import type { Clock } from '@app/kernel';
import type { ReasoningEvent, ReasoningInput, ReasoningStrategy } from '../../reasoning-strategy';
import { cotPromptVersion } from '../cot/cot-prompt';
import type { CotOptions } from '../cot/cot-strategy';
import { RefineRun } from './refine-run';
import { REVIEW_PROMPT_VERSION } from './review-prompt';

/**
 * Answers in steps, has the model review its answer, and revises it by the review; again, until a review finds nothing or
 * the rounds are used up (self-refine: Madaan et al. 2023, arXiv:2303.17651). Each answer that is reviewed is a step of the
 * kind `draft`, each review one of the kind `reflection`. Two calls at least, two more a round. When a review or a revision
 * fails or is cut, the last whole answer counts.
 */
export class SelfRefineStrategy implements ReasoningStrategy {
  readonly name = 'self-refine';
  readonly promptVersion: string;

  constructor(
    private readonly clock: Clock,
    private readonly options: CotOptions = {},
  ) {
    this.promptVersion = `${cotPromptVersion(options.statedConfidence === true)}+${REVIEW_PROMPT_VERSION}`;
  }

  run(input: ReasoningInput, signal: AbortSignal): AsyncIterable<ReasoningEvent> {
    return new RefineRun(input, signal, this.clock, this.options).events();
  }
}
