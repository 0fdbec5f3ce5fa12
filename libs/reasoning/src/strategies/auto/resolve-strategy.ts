import type { ResolvedStrategyName, StrategyName } from '@app/contracts';
import { AppError } from '@app/kernel';
import type { ModelDescriptor, ModelRequest } from '@app/model';

/** What the choice of a strategy depends on. */
export interface StrategyContext {
  descriptor: ModelDescriptor;
  /** With the effort in force: the caller has put the installation's default in where the request names none. */
  request: ModelRequest;
  /** False when the installation has prompted reasoning switched off. */
  chainOfThoughtEnabled: boolean;
}

/**
 * The strategy that really runs. `auto` takes the model's own reasoning where it has one, else chain of thought; direct
 * when chain of thought is switched off, when the request asks for the effort `none`, or when it carries tools, a
 * response format other than plain text or stop texts, which a prompt of ours could break. A named strategy is taken as it is; `cot` throws
 * `unsupported_parameter` where it is switched off.
 */
export function resolveStrategy(requested: StrategyName, context: StrategyContext): ResolvedStrategyName {
  const { descriptor, request, chainOfThoughtEnabled } = context;
  if (requested === 'cot' && !chainOfThoughtEnabled) {
    throw new AppError(
      'unsupported_parameter',
      'Chain of thought is switched off on this server. Use strategy auto, direct or native.',
      { param: 'reasoning.strategy' },
    );
  }
  if (requested !== 'auto') return requested;
  if (!chainOfThoughtEnabled || request.effort === 'none') return 'direct';
  if (descriptor.reasoning.control !== 'none') return 'native';
  return isFormBound(request) ? 'direct' : 'cot';
}

/** True when the form of the reply matters to whoever asked. The format `text` is what holds without any. */
function isFormBound({ tools, responseFormat, stop }: ModelRequest): boolean {
  const isFormatted = responseFormat !== undefined && responseFormat['type'] !== 'text';
  return (tools?.length ?? 0) > 0 || isFormatted || (stop?.length ?? 0) > 0;
}
