import type { Model } from '@anthropic-ai/sdk/resources/messages';
import type { ReasoningAbility } from '@app/model';
import type { CatalogueModel, KnownNames } from './catalogue-model';

/** Thinks by itself; effort says how deep. From Opus 4.7 on. */
const LEVELS = ['low', 'medium', 'high', 'xhigh', 'max'] as const;
const ALWAYS_ADAPTIVE: ReasoningAbility = { control: 'adaptive', efforts: LEVELS, onByDefault: true };
const ADAPTIVE: ReasoningAbility = { control: 'adaptive', efforts: ['none', ...LEVELS], onByDefault: true };
const ADAPTIVE_ON_REQUEST: ReasoningAbility = { control: 'adaptive', efforts: ['none', ...LEVELS] };
const ADAPTIVE_4_6: ReasoningAbility = { control: 'adaptive', efforts: ['none', 'low', 'medium', 'high', 'max'] };
/** Thinks within a number of tokens; effort is turned into one. */
const BUDGET: ReasoningAbility = {
  control: 'budget',
  leastBudgetTokens: 1024,
  efforts: ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'],
};

const CURRENT = { contextWindow: 1_000_000, maxOutputTokens: 128_000, tools: true, temperature: false } as const;
const OLDER = { contextWindow: 200_000, maxOutputTokens: 64_000, tools: true, temperature: true } as const;

/**
 * Anthropic's models as of November 2026 (platform.claude.com/docs, models overview and thinking). `rank` follows the
 * vendor's own advice where to start, not raw strength: the strongest are slower and cost more. Retired names are aliases
 * of what took their place.
 */
export const ANTHROPIC_MODELS = [
  {
    name: 'claude-opus-5-5',
    aliases: ['claude-opus', 'opus', 'claude-3-opus', 'claude-3-opus-latest', 'claude-opus-4', 'claude-opus-4-1'],
    ...CURRENT,
    reasoning: ALWAYS_ADAPTIVE,
    rank: 100,
  },
  {
    name: 'claude-sonnet-5-5',
    aliases: [
      'claude',
      'claude-3',
      'claude-sonnet',
      'sonnet',
      'claude-3-sonnet',
      'claude-3-5-sonnet',
      'claude-3-5-sonnet-latest',
      'claude-3-7-sonnet',
      'claude-3-7-sonnet-latest',
      'claude-sonnet-4',
    ],
    ...CURRENT,
    reasoning: ADAPTIVE,
    rank: 96,
  },
  {
    name: 'claude-fable-5-2',
    aliases: ['claude-fable', 'fable'],
    ...CURRENT,
    reasoning: ALWAYS_ADAPTIVE,
    rank: 94,
    price: { input: 8, output: 40 },
  },
  {
    name: 'claude-haiku-5-5',
    aliases: ['claude-haiku', 'haiku', 'claude-3-haiku', 'claude-3-5-haiku', 'claude-3-5-haiku-latest'],
    ...CURRENT,
    reasoning: ADAPTIVE,
    rank: 80,
    price: { input: 0.1, output: 0.5, cacheWrite: 0.125, cachedInput: 0.01 },
    longPromptPrice: {
      aboveInputTokens: 100_000,
      price: { input: 0.5, output: 2.5, cacheWrite: 0.625, cachedInput: 0.05 },
    },
  },
  { name: 'claude-fable-5-1', aliases: [], ...CURRENT, reasoning: ALWAYS_ADAPTIVE, rank: 93 },
  { name: 'claude-fable-5', aliases: [], ...CURRENT, reasoning: ALWAYS_ADAPTIVE, rank: 92 },
  { name: 'claude-opus-5', aliases: [], ...CURRENT, reasoning: ADAPTIVE, rank: 91 },
  { name: 'claude-sonnet-5', aliases: [], ...CURRENT, reasoning: ADAPTIVE, rank: 90 },
  { name: 'claude-opus-4-8', aliases: [], ...CURRENT, reasoning: ADAPTIVE_ON_REQUEST, rank: 88 },
  { name: 'claude-opus-4-7', aliases: [], ...CURRENT, reasoning: ADAPTIVE_ON_REQUEST, rank: 86 },
  { name: 'claude-opus-4-6', aliases: [], ...CURRENT, temperature: true, reasoning: ADAPTIVE_4_6, rank: 84 },
  {
    name: 'claude-sonnet-4-6',
    aliases: [],
    ...CURRENT,
    maxOutputTokens: 64_000,
    temperature: true,
    reasoning: ADAPTIVE_4_6,
    rank: 82,
  },
  { name: 'claude-opus-4-5', aliases: ['claude-opus-4-5-20251101'], ...OLDER, reasoning: BUDGET, rank: 78 },
  { name: 'claude-sonnet-4-5', aliases: ['claude-sonnet-4-5-20250929'], ...OLDER, reasoning: BUDGET, rank: 76 },
  { name: 'claude-haiku-4-5', aliases: ['claude-haiku-4-5-20251001'], ...OLDER, reasoning: BUDGET, rank: 70 },
] as const satisfies (CatalogueModel & { name: KnownNames<Model> })[];
