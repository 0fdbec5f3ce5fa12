import type { ReasoningEffort } from '@app/contracts';
import type { ModelRequest, ReasoningAbility } from '@app/model';

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

/** The request with the model's own reasoning switched off where it would be on, and no effort asked for otherwise. */
export function withoutReasoning(request: ModelRequest, ability: ReasoningAbility): ModelRequest {
  const { effort: _effort, ...rest } = request;
  const isSwitchable = ability.control !== 'none' && ability.control !== 'always';
  return isSwitchable && ability.onByDefault === true ? { ...rest, effort: 'none' } : rest;
}
