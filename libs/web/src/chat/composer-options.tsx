import {
  CACHE_MODES,
  REASONING_EFFORTS,
  STRATEGY_NAMES,
  type CacheMode,
  type ModelInfo,
  type StrategyName,
} from '@app/contracts';
import { useStore } from 'zustand';
import { Choice, type Option } from '../components/choice';
import { chatOptions, chooseOptions, type ChatOptions } from './chat-options';
import styles from './composer.module.css';
import { modelsStore } from './models-store';

const STRATEGIES: Record<StrategyName, { label: string; hint: string }> = {
  auto: { label: 'Auto', hint: 'Native where the model has it, else step by step' },
  direct: { label: 'Direct', hint: 'Just the answer' },
  cot: { label: 'Step by step', hint: 'Asks for numbered thoughts' },
  native: { label: 'Native', hint: "The model's own reasoning" },
  'self-consistency': { label: 'Self-consistency', hint: 'Several samples vote, side by side' },
  'chain-of-draft': { label: 'Chain of draft', hint: 'Steps of a few words: quick and cheap' },
  'self-refine': { label: 'Self-refine', hint: 'Answers, reviews and revises' },
};

const STRATEGY_OPTIONS: Option<StrategyName>[] = STRATEGY_NAMES.map((value) => ({ value, ...STRATEGIES[value] }));
const EFFORT_OPTIONS: Option<ChatOptions['effort']>[] = [
  { value: 'default', label: 'Default', hint: 'As the provider has it' },
  ...REASONING_EFFORTS.map((value) => ({ value, label: value })),
];

const CACHES: Record<CacheMode, { label: string; hint: string }> = {
  default: { label: 'Default', hint: 'A stored answer where there is one' },
  refresh: { label: 'Refresh', hint: 'Answers anew, and stores that' },
  bypass: { label: 'Bypass', hint: 'Neither reads nor stores' },
  only: { label: 'Only', hint: 'A stored answer, or none at all' },
};

const CACHE_OPTIONS: Option<CacheMode>[] = CACHE_MODES.map((value) => ({ value, ...CACHES[value] }));

/** Model, strategy, effort and cache of the questions to come. */
export function ComposerOptions() {
  const options = useStore(chatOptions);
  const models = useStore(modelsStore, (state) => state.models);
  const usesEffort = options.strategy === 'auto' || options.strategy === 'native';
  return (
    <div className={styles.options}>
      <Choice
        label="Model"
        value={options.model}
        options={modelOptions(models, options.model)}
        onChoose={(model) => chooseOptions({ model })}
      />
      <Choice
        label="Strategy"
        value={options.strategy}
        options={STRATEGY_OPTIONS}
        onChoose={(strategy) => chooseOptions({ strategy })}
      />
      {usesEffort && (
        <Choice
          label="Effort"
          value={options.effort}
          options={EFFORT_OPTIONS}
          onChoose={(effort) => chooseOptions({ effort })}
        />
      )}
      <Choice
        label="Cache"
        value={options.cache}
        options={CACHE_OPTIONS}
        onChoose={(cache) => chooseOptions({ cache })}
      />
    </div>
  );
}

/** What can answer first; the others with the reason why they cannot. */
function modelOptions(models: readonly ModelInfo[], chosen: string): Option<string>[] {
  const auto = models.find((model) => model.default);
  const known = [...models].sort((a, b) => Number(b.available) - Number(a.available)).map(toOption);
  const options = [{ value: 'auto', label: 'Auto', ...(auto && { hint: auto.id }) }, ...known];
  return options.some(({ value }) => value === chosen) ? options : [...options, { value: chosen, label: chosen }];
}

function toOption({
  id,
  available,
  providerStatus,
  nativeReasoning,
  priceUsdPerMillion: price,
}: ModelInfo): Option<string> {
  const facts = [
    ...(available ? [] : ['not set up: its provider needs a key']),
    ...(providerStatus === 'key_refused' ? ['its provider refuses the key'] : []),
    ...(providerStatus === 'unreachable' ? ['its provider is not reachable'] : []),
    ...(nativeReasoning ? ['reasons by itself'] : []),
    ...(price === undefined ? [] : [`$${price.input} in, $${price.output} out per million tokens`]),
  ];
  return { value: id, label: id, disabled: !available, ...(facts.length > 0 && { hint: facts.join(' · ') }) };
}
