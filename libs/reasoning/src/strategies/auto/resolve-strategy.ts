import type { ResolvedStrategyName, StrategyName } from '@app/contracts';
import { AppError } from '@app/kernel';
import { ModelError, type ModelDescriptor, type ModelRequest } from '@app/model';
import { isPrompted } from '../own-reasoning';

const PARAM = 'reasoning.strategy';

/** What the choice of a strategy depends on. */
export interface StrategyContext {
  descriptor: ModelDescriptor;
  /** With the effort in force: the caller has put the installation's default in where the request names none. */
  request: ModelRequest;
  /** True when the caller named the effort. Default false: there is none, or it is the installation's. */
  isEffortAsked?: boolean;
  /** False when the installation has prompted reasoning switched off. */
  chainOfThoughtEnabled: boolean;
}

/**
 * The strategy that really runs. `auto` takes the model's own reasoning where it has one and the reply has room for it (or
 * the caller named an effort), else chain of thought; direct when chain of thought is switched off, when the request asks for the effort `none`, or when it carries tools, a
 * response format other than plain text or stop texts, which a prompt of ours could break. A named strategy is taken as
 * it is, and refused by name where it cannot be done: `unsupported_parameter` where it needs prompts of ours and those are
 * switched off, or compares answers and the request carries tools; `reasoning_unsupported` where the model cannot do it.
 */
export function resolveStrategy(requested: StrategyName, context: StrategyContext): ResolvedStrategyName {
  const { descriptor, request, isEffortAsked = false, chainOfThoughtEnabled } = context;
  if (requested !== 'auto') {
    refuseImpossible(requested, context);
    return requested;
  }
  if (!chainOfThoughtEnabled || request.effort === 'none') return 'direct';
  if (descriptor.reasoning.control !== 'none' && (isEffortAsked || hasRoomToReason(descriptor, request)))
    return 'native';
  return isFormBound(request) ? 'direct' : 'cot';
}

/** The strategies that need a final answer of text: a call of a tool cannot be compared or reviewed. */
const COMPARING: ReadonlySet<ResolvedStrategyName> = new Set(['self-consistency', 'self-refine']);

function refuseImpossible(strategy: ResolvedStrategyName, context: StrategyContext): void {
  const { descriptor, request, chainOfThoughtEnabled } = context;
  const { strategies } = descriptor;
  if (strategies !== undefined && !strategies.includes(strategy)) {
    throw new ModelError(
      'reasoning_unsupported',
      `The model ${descriptor.id} cannot do the strategy ${strategy}. It can do ${strategies.join(', ')}.`,
      { provider: descriptor.provider, param: PARAM },
    );
  }
  if (!chainOfThoughtEnabled && isPrompted(strategy, descriptor, request)) {
    throw new AppError(
      'unsupported_parameter',
      `Prompted reasoning is switched off on this server, and ${strategy} needs it here. Use strategy auto, direct or native.`,
      { param: PARAM },
    );
  }
  if (COMPARING.has(strategy) && (request.tools?.length ?? 0) > 0) {
    throw new AppError(
      'unsupported_parameter',
      `The strategy ${strategy} cannot call tools. Leave tools out, or use strategy auto, direct or native.`,
      { param: PARAM },
    );
  }
}

/** False when the limit of the reply is too small for the least budget that the model reasons with. */
function hasRoomToReason({ reasoning, maxOutputTokens }: ModelDescriptor, request: ModelRequest): boolean {
  const limit = request.maxOutputTokens ?? maxOutputTokens ?? Infinity;
  return limit > (reasoning.leastBudgetTokens ?? 0);
}

/** True when the form of the reply matters to whoever asked. The format `text` is what holds without any. */
function isFormBound({ tools, responseFormat, stop }: ModelRequest): boolean {
  const isFormatted = responseFormat !== undefined && responseFormat['type'] !== 'text';
  return (tools?.length ?? 0) > 0 || isFormatted || (stop?.length ?? 0) > 0;
}
