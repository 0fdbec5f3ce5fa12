import type { ReasoningEffort } from '@app/contracts';
import type { ModelDescriptor, ModelRequest, ReasoningAbility } from '@app/model';

/** True when a model with this ability reasons at this effort; absent effort is the provider's default. */
function willReason(ability: ReasoningAbility, effort: ReasoningEffort | undefined): boolean {
  if (ability.control === 'none') return false;
  if (ability.control === 'always') return true;
  return effort === undefined ? ability.onByDefault === true : effort !== 'none';
}

/** True when the text of such a reply starts inside the model's reasoning, because the chat template opened it. */
export function startsInside(ability: ReasoningAbility, effort: ReasoningEffort | undefined): boolean {
  return ability.inlineText === 'opened' && willReason(ability, effort);
}

/** The vendors that send their models' reasoning apart from the text. */
const VENDORS_WITH_CHANNEL: ReadonlySet<string> = new Set(['openai', 'anthropic', 'mistral', 'deepseek']);

/**
 * True when a closing mark without an opening one may end reasoning in this model's text. From a vendor with a channel
 * for reasoning the mark is what the answer is about, unless the model is known to write its reasoning into the text.
 */
export function mayCloseAlone({ provider, reasoning }: ModelDescriptor): boolean {
  return reasoning.inlineText !== undefined || !VENDORS_WITH_CHANNEL.has(provider);
}

/** The request with the model's own reasoning switched off where it would be on, and no effort asked for otherwise. */
export function withoutReasoning(request: ModelRequest, ability: ReasoningAbility): ModelRequest {
  const { effort: _effort, ...rest } = request;
  const isSwitchable = ability.control !== 'none' && ability.control !== 'always';
  return isSwitchable && ability.onByDefault === true ? { ...rest, effort: 'none' } : rest;
}
