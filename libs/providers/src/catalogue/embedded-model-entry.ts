import type { ModelEntry } from './model-entry';

/** Below everything that somebody set up. */
const EMBEDDED_RANK = 1;

/** The model that comes with the product. Numbers as in its card; `missing` says what to do when its file is not there. */
export function embeddedModelEntry(missing?: string): ModelEntry {
  return {
    source: 'embedded',
    descriptor: {
      id: 'embedded/stepwise-mini',
      provider: 'embedded',
      upstreamName: 'stepwise-mini',
      aliases: ['embedded'],
      contextWindow: 512,
      maxOutputTokens: 160,
      reasoning: { control: 'none' },
      tools: false,
      // It is switched by control tokens: drafts and reviews are instructions, which it cannot follow.
      strategies: ['direct', 'cot', 'self-consistency'],
      temperature: true,
      // So small a model only loses by being less than sure.
      promptedTemperature: 0,
      price: { input: 0, output: 0 },
      liveUsage: true,
      rank: EMBEDDED_RANK,
    },
    ...(missing === undefined ? {} : { missing }),
  };
}
