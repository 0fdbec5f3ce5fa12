import type { Clock } from '@app/kernel';
import type { ReasoningEvent, ReasoningInput, ReasoningStrategy } from '../../reasoning-strategy';
import { readLabelledSteps } from '../labelled-steps';
import { DRAFT_PROMPT_VERSION, draftPrompt } from './draft-prompt';

/**
 * Asks for steps of about five words each and a final answer (chain of draft: Xu et al. 2025, arXiv:2502.18600): much of
 * what chain of thought gains, for a fraction of its tokens. One call. The limit of words is asked for, not enforced.
 */
export class ChainOfDraftStrategy implements ReasoningStrategy {
  readonly name = 'chain-of-draft';
  readonly promptVersion = DRAFT_PROMPT_VERSION;

  constructor(private readonly clock: Clock) {}

  run(input: ReasoningInput, signal: AbortSignal): AsyncIterable<ReasoningEvent> {
    return readLabelledSteps(input, draftPrompt(input.maxSteps), this.clock, signal);
  }
}
