import type { ReasoningAbility } from '@app/model';
import { NO_REASONING, type CatalogueModel } from './catalogue-model';

const ALWAYS: ReasoningAbility = { control: 'always', onByDefault: true };
const ON_OR_OFF: ReasoningAbility = { control: 'effort', efforts: ['none', 'high'] };
const LEVELS: ReasoningAbility = { control: 'effort', efforts: ['low', 'medium', 'high'], onByDefault: true };

const SIZE = { contextWindow: 262_144, maxOutputTokens: 262_144, tools: true, temperature: true } as const;
const SMALLER = { contextWindow: 131_072, maxOutputTokens: 131_072, tools: true, temperature: true } as const;

/** Mistral's models as of November 2026 (docs.mistral.ai, models and reasoning). Names ending in `-latest` follow the vendor. */
export const MISTRAL_MODELS = [
  {
    name: 'mistral-large-4',
    aliases: ['mistral-large-4-0'],
    ...SIZE,
    contextWindow: 524_288,
    reasoning: LEVELS,
    rank: 86,
    price: { input: 1.36, output: 4.18 },
  },
  {
    name: 'mistral-medium-3-5',
    aliases: ['mistral-medium', 'mistral-medium-latest'],
    ...SIZE,
    reasoning: ON_OR_OFF,
    rank: 85,
  },
  {
    name: 'magistral-medium-latest',
    aliases: ['magistral', 'magistral-medium'],
    ...SMALLER,
    reasoning: ALWAYS,
    rank: 80,
  },
  {
    name: 'mistral-large-latest',
    aliases: ['mistral', 'mistral-large', 'mistral-large-2512', 'mistral-large-3'],
    ...SIZE,
    reasoning: NO_REASONING,
    rank: 78,
    price: { input: 0.5, output: 1.5, cachedInput: 0.05 },
  },
  {
    name: 'mistral-small-latest',
    aliases: ['mistral-small', 'mistral-small-2603'],
    ...SIZE,
    reasoning: ON_OR_OFF,
    rank: 67,
    price: { input: 0.15, output: 0.6, cachedInput: 0.015 },
  },
  { name: 'magistral-small-latest', aliases: ['magistral-small'], ...SMALLER, reasoning: ALWAYS, rank: 65 },
  {
    name: 'codestral-latest',
    aliases: ['codestral', 'codestral-2508'],
    ...SIZE,
    reasoning: NO_REASONING,
    rank: 55,
    price: { input: 0.3, output: 0.9, cachedInput: 0.03 },
  },
  { name: 'devstral-2512', aliases: ['devstral', 'devstral-medium'], ...SIZE, reasoning: NO_REASONING, rank: 54 },
  { name: 'ministral-8b-2512', aliases: ['ministral', 'ministral-8b'], ...SIZE, reasoning: NO_REASONING, rank: 45 },
] as const satisfies CatalogueModel[];
