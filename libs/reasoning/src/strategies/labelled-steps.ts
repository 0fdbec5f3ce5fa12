import type { Clock } from '@app/kernel';
import type { ModelRequest } from '@app/model';
import type { ReasoningEvent, ReasoningInput } from '../reasoning-strategy';
import { readReply } from './read-reply';
import { startsInside, withoutReasoning } from './reasoning-settings';
import { withInstruction } from './with-instruction';

/**
 * Asks with an instruction for `Thought:` lines and a `Final Answer:`, and reads them; a reply of more than `maxSteps` steps is
 * stopped there. The model's own reasoning is switched off where it can be, since it would be paid for twice.
 */
export function readLabelledSteps(
  { model, request, maxSteps }: ReasoningInput,
  instruction: string,
  clock: Clock,
  signal: AbortSignal,
): AsyncIterable<ReasoningEvent> {
  const ability = model.descriptor.reasoning;
  const asked: ModelRequest = {
    ...withoutReasoning(request, ability),
    messages: withInstruction(request.messages, instruction),
    replyForm: 'labelled-steps',
  };
  const insideReasoning = startsInside(ability, asked.effort);
  return readReply(model, asked, signal, { clock, mode: 'labels', maxSteps, insideReasoning });
}
