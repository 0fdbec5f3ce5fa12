import { REASONING_EFFORTS, type ReasoningEffort } from '@app/contracts';
import { ModelError, type ModelDescriptor } from '@app/model';

/**
 * What to ask of a model about its reasoning.
 * - `default`: nothing; the model does what it does.
 * - `off`: no reasoning.
 * - `on`: reasoning, without a level.
 * - `effort`: a level that the model accepts.
 * - `budget`: at most so many tokens of reasoning, below the limit of the reply.
 */
export type ReasoningPlan =
  | { kind: 'default' }
  | { kind: 'off' }
  | { kind: 'on'; effort: ReasoningEffort }
  | { kind: 'effort'; effort: ReasoningEffort }
  | { kind: 'budget'; tokens: number; effort: ReasoningEffort };

const BUDGET_TOKENS: Readonly<Record<ReasoningEffort, number>> = {
  none: 0,
  minimal: 1024,
  low: 2048,
  medium: 8192,
  high: 16_384,
  xhigh: 32_768,
  max: 65_536,
};
// What reasoning may take of a reply; the rest is for the answer.
const BUDGET_SHARE = 0.75;

/**
 * Turns the asked effort into what the model understands. Throws `reasoning_unsupported`, naming the model, when
 * reasoning is asked of a model that has none. `none` on a model that always reasons changes nothing.
 */
export function planReasoning(
  model: ModelDescriptor,
  effort: ReasoningEffort | undefined,
  maxOutputTokens: number | undefined = model.maxOutputTokens,
): ReasoningPlan {
  const { control, efforts } = model.reasoning;
  if (effort === undefined) return { kind: 'default' };
  if (effort === 'none') return planWithout(model);
  switch (control) {
    case 'none':
      throw new ModelError(
        'reasoning_unsupported',
        `The model ${model.id} has no reasoning of its own; leave the effort out or choose a model that reasons.`,
        { provider: model.provider, param: 'effort' },
      );
    case 'always':
      return efforts === undefined ? { kind: 'default' } : { kind: 'effort', effort: nearestEffort(effort, efforts) };
    case 'effort':
      return { kind: 'effort', effort: nearestEffort(effort, efforts) };
    case 'toggle':
    case 'adaptive':
      return { kind: 'on', effort: nearestEffort(effort, efforts) };
    case 'budget':
      return { kind: 'budget', tokens: budgetTokens(effort, maxOutputTokens), effort };
  }
}

/** True when the model is asked for another level of reasoning than the one named, because it does not have that one. */
export function isEffortAdjusted(model: ModelDescriptor, effort: ReasoningEffort | undefined): boolean {
  if (effort === undefined || model.reasoning.control === 'none') return false;
  const plan = planReasoning(model, effort);
  if (effort === 'none') return plan.kind !== 'off';
  return 'effort' in plan ? plan.effort !== effort : model.reasoning.control === 'always';
}

/** True when the model reasons unless told not to, and cannot be told so: `none` becomes the least that it does. */
export function cannotStopReasoning(model: ModelDescriptor): boolean {
  const { control, efforts, onByDefault } = model.reasoning;
  if (control === 'always') return true;
  if (onByDefault !== true) return false;
  return control === 'adaptive' ? efforts?.includes('none') !== true : isEffortAdjusted(model, 'none');
}

/** The accepted level nearest to the asked one; of two equally near, the one nearer to `high`. Never `none`. */
function nearestEffort(
  asked: Exclude<ReasoningEffort, 'none'>,
  accepted: readonly ReasoningEffort[] | undefined,
): ReasoningEffort {
  const levels = (accepted ?? []).filter((level) => level !== 'none');
  const distance = (level: ReasoningEffort, to: ReasoningEffort): number =>
    Math.abs(REASONING_EFFORTS.indexOf(level) - REASONING_EFFORTS.indexOf(to));
  return (
    levels.reduce<ReasoningEffort | undefined>((best, level) => {
      if (best === undefined) return level;
      const gain = distance(best, asked) - distance(level, asked);
      if (gain !== 0) return gain > 0 ? level : best;
      return distance(level, 'high') < distance(best, 'high') ? level : best;
    }, undefined) ?? asked
  );
}

function planWithout(model: ModelDescriptor): ReasoningPlan {
  const { control, efforts } = model.reasoning;
  if (control === 'none' || control === 'always') return { kind: 'default' };
  if (control !== 'effort') return { kind: 'off' };
  if (efforts === undefined || efforts.includes('none')) return { kind: 'off' };
  // Levels without an off switch: the lowest is the nearest to none.
  const [lowest] = efforts;
  return lowest === undefined ? { kind: 'default' } : { kind: 'effort', effort: lowest };
}

function budgetTokens(effort: ReasoningEffort, maxOutputTokens: number | undefined): number {
  const wanted = BUDGET_TOKENS[effort];
  return maxOutputTokens === undefined
    ? wanted
    : Math.max(1, Math.min(wanted, Math.floor(maxOutputTokens * BUDGET_SHARE)));
}
