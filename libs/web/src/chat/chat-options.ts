import {
  CACHE_MODES,
  REASONING_EFFORTS,
  STRATEGY_NAMES,
  type CacheMode,
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
  cache: CacheMode;
}

const KEY = 'stepwise.options';
const DEFAULTS: ChatOptions = { model: 'auto', strategy: 'auto', effort: 'default', cache: 'default' };

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
export function toRequestOptions(options: ChatOptions): Pick<ChatRequest, 'model' | 'reasoning' | 'cache'> {
  const { model, strategy, effort, cache } = options;
  return {
    model,
    reasoning: { strategy, ...(effort !== 'default' && { effort }) },
    ...(cache !== 'default' && { cache: { mode: cache } }),
  };
}

function readOptions(): ChatOptions {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<ChatOptions>;
    return {
      model: typeof stored.model === 'string' ? stored.model : DEFAULTS.model,
      strategy: STRATEGY_NAMES.find((name) => name === stored.strategy) ?? DEFAULTS.strategy,
      effort: REASONING_EFFORTS.find((name) => name === stored.effort) ?? DEFAULTS.effort,
      cache: CACHE_MODES.find((name) => name === stored.cache) ?? DEFAULTS.cache,
    };
  } catch {
    return DEFAULTS; // nothing stored, or nothing of ours
  }
}
