import type { ResolvedStrategyName } from '@app/contracts';
import type { ModelDescriptor, ModelRequest } from '@app/model';

/** True when a strategy runs on the model's own reasoning here; false when it prompts for steps, or asks for none. */
export function usesOwnReasoning(
  strategy: ResolvedStrategyName,
  { reasoning }: ModelDescriptor,
  { effort }: ModelRequest,
): boolean {
  if (strategy === 'native') return true;
  return strategy === 'self-consistency' && reasoning.control !== 'none' && effort !== 'none';
}

/** True when a strategy needs prompts of ours here. */
export function isPrompted(
  strategy: ResolvedStrategyName,
  descriptor: ModelDescriptor,
  request: ModelRequest,
): boolean {
  return strategy !== 'direct' && !usesOwnReasoning(strategy, descriptor, request);
}
