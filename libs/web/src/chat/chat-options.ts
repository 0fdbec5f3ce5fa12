import {
  REASONING_EFFORTS,
  STRATEGY_NAMES,
  type ChatRequest,
  type ReasoningEffort,
  type StrategyName,
} from '@app/contracts';
import { createStore } from 'zustand/vanilla';

/** What a person chooses for the questions to come. */
export interface ChatOptions {
  model: string;
  strategy: StrategyName;
  /** `default` leaves it to the provider. */
  effort: ReasoningEffort | 'default';
}

const KEY = 'stepwise.options';
const DEFAULTS: ChatOptions = { model: 'auto', strategy: 'auto', effort: 'default' };

/** The choices, remembered in this browser. */
export const chatOptions = createStore<ChatOptions>(() => readOptions());

/** Changes and remembers choices. */
export function chooseOptions(change: Partial<ChatOptions>): void {
  chatOptions.setState(change);
  try {
    localStorage.setItem(KEY, JSON.stringify(chatOptions.getState()));
  } catch {
    // Storage is switched off in this browser: the choice lasts until the page is left.
  }
}

/** The part of a request that the choices make. */
export function toRequestOptions({ model, strategy, effort }: ChatOptions): Pick<ChatRequest, 'model' | 'reasoning'> {
  return { model, reasoning: { strategy, ...(effort !== 'default' && { effort }) } };
}

function readOptions(): ChatOptions {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<ChatOptions>;
    return {
      model: typeof stored.model === 'string' ? stored.model : DEFAULTS.model,
      strategy: STRATEGY_NAMES.find((name) => name === stored.strategy) ?? DEFAULTS.strategy,
      effort: REASONING_EFFORTS.find((name) => name === stored.effort) ?? DEFAULTS.effort,
    };
  } catch {
    return DEFAULTS; // nothing stored, or nothing of ours
  }
}
