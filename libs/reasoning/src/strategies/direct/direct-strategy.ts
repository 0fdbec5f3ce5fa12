import type { Clock } from '@app/kernel';
import type { ReasoningEvent, ReasoningInput, ReasoningStrategy } from '../../reasoning-strategy';
import { readReply } from '../read-reply';
import { startsInside, withoutReasoning } from '../reasoning-settings';

/**
 * Asks for the answer and nothing else. A model that reasons unless told not to is told not to; an effort in the request
 * is left out. One call, no prompt of ours. Reasoning that comes all the same is shown as native steps.
 */
export class DirectStrategy implements ReasoningStrategy {
  readonly name = 'direct';
  readonly promptVersion = 'none';

  constructor(private readonly clock: Clock) {}

  run({ model, request }: ReasoningInput, signal: AbortSignal): AsyncIterable<ReasoningEvent> {
    const ability = model.descriptor.reasoning;
    const asked = withoutReasoning(request, ability);
    const insideReasoning = startsInside(ability, asked.effort);
    return readReply(model, asked, signal, { clock: this.clock, mode: 'markers', insideReasoning });
  }
}
