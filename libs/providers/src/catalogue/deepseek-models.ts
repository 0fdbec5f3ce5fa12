import type { ReasoningAbility } from '@app/model';
import type { CatalogueModel } from './catalogue-model';

const THINKING: ReasoningAbility = {
  control: 'effort',
  efforts: ['none', 'low', 'high', 'max'],
  onByDefault: true,
};
const SIZE = { contextWindow: 1_000_000, maxOutputTokens: 384_000, tools: true, temperature: true } as const;

/**
 * DeepSeek's models as of November 2026 (api-docs.deepseek.com, models and pricing). `deepseek-chat` and
 * `deepseek-reasoner` were switched off on 2026-07-24; both are aliases of their stated successor. Prices off-peak; on
 * working days 01:00-04:00 and 06:00-10:00 UTC the vendor charges twice as much.
 */
export const DEEPSEEK_MODELS = [
  { name: 'deepseek-v4-pro', aliases: ['deepseek-pro'], ...SIZE, reasoning: THINKING, rank: 84 },
  {
    name: 'deepseek-flash',
    aliases: ['deepseek', 'deepseek-chat', 'deepseek-reasoner', 'deepseek-coder', 'deepseek-v4-flash'],
    ...SIZE,
    reasoning: THINKING,
    rank: 82,
    price: { input: 0.15, output: 0.6, cachedInput: 0.003 },
  },
] as const satisfies CatalogueModel[];
