import type { ReasoningEffort } from '@app/contracts';
import type { ModelDescriptor } from '@app/model';
import type { OutputConfig, ThinkingConfigParam } from '@anthropic-ai/sdk/resources/messages';
import { planReasoning } from '../reasoning-plan';
import { refusal } from './refusal';

/** How the model is asked to think. */
export interface Thinking {
  /** False when the model will answer without thinking. */
  on: boolean;
  thinking?: ThinkingConfigParam;
  outputConfig?: OutputConfig;
}

/** The API's own least thinking budget, tokens. The budget must also stay below `max_tokens`. */
const LEAST_BUDGET_TOKENS = 1024;

/** Models that call the state without up-front thinking by another name than `disabled`. */
const OFF: Readonly<Record<string, ThinkingConfigParam>> = { 'claude-sonnet-5-5': { type: 'between_tools' } };

/**
 * The API's thinking settings for an effort. Without one the provider's default holds; where that is thinking, its text is
 * asked for, because newer models otherwise leave it out. A level that the model lacks becomes the nearest it has; `none`
 * becomes the lowest for a model that always thinks. Throws `reasoning_unsupported` for a model that cannot think, and
 * `unsupported_parameter` when the reply's limit leaves no room for a budget.
 */
export function thinkingOf(
  descriptor: ModelDescriptor,
  effort: ReasoningEffort | undefined,
  maxTokens: number,
): Thinking {
  const plan = planReasoning(descriptor, effort, maxTokens);
  const onByDefault = descriptor.reasoning.onByDefault === true;
  switch (plan.kind) {
    case 'default':
      return onByDefault ? adaptive() : { on: false };
    case 'off':
      if (!onByDefault) return { on: false };
      if (descriptor.reasoning.efforts?.includes('none') !== true) return adaptive(descriptor.reasoning.efforts?.[0]);
      return { on: false, thinking: OFF[descriptor.upstreamName] ?? { type: 'disabled' } };
    case 'budget':
      return { on: true, thinking: { type: 'enabled', budget_tokens: budget(descriptor, plan.tokens, maxTokens) } };
    case 'on':
    case 'effort':
      return adaptive(plan.effort);
  }
}

function adaptive(effort?: ReasoningEffort): Thinking {
  const thinking: Thinking = { on: true, thinking: { type: 'adaptive', display: 'summarized' } };
  // The API has no level of these names; the catalogue gives them to no adaptive model.
  if (effort === undefined || effort === 'none' || effort === 'minimal') return thinking;
  return { ...thinking, outputConfig: { effort } };
}

function budget(descriptor: ModelDescriptor, tokens: number, maxTokens: number): number {
  if (maxTokens <= LEAST_BUDGET_TOKENS) {
    const message = `The model ${descriptor.id} needs more than ${LEAST_BUDGET_TOKENS} output tokens to reason. Raise the limit of the reply or leave the effort out.`;
    throw refusal(descriptor, 'maxOutputTokens', message);
  }
  return Math.max(tokens, LEAST_BUDGET_TOKENS);
}
