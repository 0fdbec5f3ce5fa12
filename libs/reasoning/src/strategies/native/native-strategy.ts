import type { Clock } from '@app/kernel';
import { ModelError, type ModelDescriptor, type ModelRequest } from '@app/model';
import type { ReasoningEvent, ReasoningInput, ReasoningStrategy } from '../../reasoning-strategy';
import { readReply } from '../read-reply';
import { startsInside } from '../reasoning-settings';

/**
 * Lets the model reason by itself, at the effort of the request; a model that reasons only on demand gets `medium`. One
 * call; reasoning tokens are priced as output. Throws `reasoning_unsupported` for a model without reasoning of its own.
 */
export class NativeStrategy implements ReasoningStrategy {
  readonly name = 'native';
  readonly promptVersion = 'none';

  constructor(private readonly clock: Clock) {}

  run({ model, request }: ReasoningInput, signal: AbortSignal): AsyncIterable<ReasoningEvent> {
    const { descriptor } = model;
    if (descriptor.reasoning.control === 'none') return failing(unsupported(descriptor));
    const asked = withReasoning(request, descriptor);
    const insideReasoning = startsInside(descriptor.reasoning, asked.effort);
    return readReply(model, asked, signal, { clock: this.clock, mode: 'markers', insideReasoning });
  }
}

// oxlint-disable-next-line require-yield, typescript/require-await -- fails when it is first asked, as every strategy does
async function* failing(error: ModelError): AsyncGenerator<ReasoningEvent> {
  throw error;
}

function withReasoning(request: ModelRequest, { reasoning }: ModelDescriptor): ModelRequest {
  const isOn = reasoning.control === 'always' || reasoning.onByDefault === true;
  return request.effort !== undefined || isOn ? request : { ...request, effort: 'medium' };
}

function unsupported({ id, provider }: ModelDescriptor): ModelError {
  return new ModelError(
    'reasoning_unsupported',
    `The model ${id} has no reasoning of its own. Use strategy cot or direct with it, or choose a model that reasons.`,
    { provider, param: 'reasoning.strategy' },
  );
}
