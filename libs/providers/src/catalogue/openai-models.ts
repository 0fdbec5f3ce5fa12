import type { ReasoningAbility } from '@app/model';
import type { ResponsesModel } from 'openai/resources/shared';
import { NO_REASONING, type CatalogueModel, type KnownNames } from './catalogue-model';

const FROM_NONE_TO_MAX: ReasoningAbility = {
  control: 'effort',
  efforts: ['none', 'low', 'medium', 'high', 'xhigh', 'max'],
  onByDefault: true,
};
const FROM_LOW_TO_MAX: ReasoningAbility = {
  control: 'effort',
  efforts: ['low', 'medium', 'high', 'xhigh', 'max'],
  onByDefault: true,
};
const FROM_NONE_TO_XHIGH: ReasoningAbility = {
  control: 'effort',
  efforts: ['none', 'low', 'medium', 'high', 'xhigh'],
  onByDefault: true,
};
const ON_REQUEST_TO_XHIGH: ReasoningAbility = {
  control: 'effort',
  efforts: ['none', 'low', 'medium', 'high', 'xhigh'],
};
const ON_REQUEST_TO_HIGH: ReasoningAbility = { control: 'effort', efforts: ['none', 'low', 'medium', 'high'] };
const GPT_5: ReasoningAbility = { control: 'effort', efforts: ['minimal', 'low', 'medium', 'high'], onByDefault: true };
const O_SERIES: ReasoningAbility = { control: 'effort', efforts: ['low', 'medium', 'high'], onByDefault: true };

const MILLION = { contextWindow: 1_050_000, maxOutputTokens: 128_000, tools: true, temperature: false } as const;
const GPT_5_SIZE = { contextWindow: 400_000, maxOutputTokens: 128_000, tools: true, temperature: false } as const;
const O_SIZE = { contextWindow: 200_000, maxOutputTokens: 100_000, tools: true, temperature: false } as const;
const GPT_4_1 = { contextWindow: 1_047_576, maxOutputTokens: 32_768, tools: true, temperature: true } as const;
const GPT_4O = { contextWindow: 128_000, maxOutputTokens: 16_384, tools: true, temperature: true } as const;

/**
 * OpenAI's models as of November 2026 (developers.openai.com/api/docs/models). `rank` follows the vendor's advice where
 * to start. Reasoning models refuse a temperature; those of GPT-5.1 to 5.4 reason only when asked.
 */
export const OPENAI_MODELS = [
  {
    name: 'gpt-6.1-sol',
    aliases: ['gpt', 'gpt-6', 'gpt-6.1'],
    ...MILLION,
    reasoning: FROM_LOW_TO_MAX,
    rank: 99,
    price: { input: 2, output: 10, cachedInput: 0.1, cacheWrite: 2.5 },
    longPromptPrice: {
      aboveInputTokens: 272_000,
      price: { input: 4, output: 15, cachedInput: 0.2, cacheWrite: 5 },
    },
  },
  { name: 'gpt-6-astra', aliases: [], ...MILLION, reasoning: FROM_LOW_TO_MAX, rank: 95 },
  {
    name: 'gpt-6.1-terra',
    aliases: [],
    ...MILLION,
    reasoning: FROM_NONE_TO_MAX,
    rank: 93,
    price: { input: 1, output: 5, cachedInput: 0.05, cacheWrite: 1.25 },
    longPromptPrice: {
      aboveInputTokens: 272_000,
      price: { input: 2, output: 7.5, cachedInput: 0.1, cacheWrite: 2.5 },
    },
  },
  { name: 'gpt-6-sol', aliases: [], ...MILLION, reasoning: FROM_NONE_TO_MAX, rank: 92 },
  { name: 'gpt-6-luna', aliases: [], ...MILLION, reasoning: FROM_NONE_TO_MAX, rank: 79 },
  { name: 'gpt-5.6-sol', aliases: ['gpt-5.6'], ...MILLION, reasoning: FROM_NONE_TO_XHIGH, rank: 89 },
  { name: 'gpt-5.6-terra', aliases: [], ...MILLION, reasoning: FROM_NONE_TO_XHIGH, rank: 85 },
  { name: 'gpt-5.6-luna', aliases: [], ...MILLION, reasoning: FROM_NONE_TO_XHIGH, rank: 77 },
  { name: 'gpt-5.5', aliases: ['gpt-5.5-2026-04-23'], ...MILLION, reasoning: FROM_NONE_TO_XHIGH, rank: 87 },
  { name: 'gpt-5.4', aliases: [], ...MILLION, reasoning: ON_REQUEST_TO_XHIGH, rank: 83 },
  { name: 'gpt-5.4-mini', aliases: [], ...GPT_5_SIZE, reasoning: ON_REQUEST_TO_XHIGH, rank: 73 },
  { name: 'gpt-5.4-nano', aliases: [], ...GPT_5_SIZE, reasoning: ON_REQUEST_TO_XHIGH, rank: 62 },
  { name: 'gpt-5.2', aliases: ['gpt-5.2-2025-12-11'], ...GPT_5_SIZE, reasoning: ON_REQUEST_TO_XHIGH, rank: 81 },
  { name: 'gpt-5.1', aliases: ['gpt-5.1-2025-11-13'], ...GPT_5_SIZE, reasoning: ON_REQUEST_TO_HIGH, rank: 75 },
  { name: 'gpt-5', aliases: ['gpt-5-2025-08-07'], ...GPT_5_SIZE, reasoning: GPT_5, rank: 74 },
  { name: 'gpt-5-mini', aliases: ['gpt-5-mini-2025-08-07'], ...GPT_5_SIZE, reasoning: GPT_5, rank: 66 },
  { name: 'gpt-5-nano', aliases: ['gpt-5-nano-2025-08-07'], ...GPT_5_SIZE, reasoning: GPT_5, rank: 58 },
  { name: 'o3', aliases: ['o3-2025-04-16'], ...O_SIZE, reasoning: O_SERIES, rank: 72 },
  { name: 'o4-mini', aliases: ['o4-mini-2025-04-16'], ...O_SIZE, reasoning: O_SERIES, rank: 64 },
  { name: 'o3-mini', aliases: ['o3-mini-2025-01-31'], ...O_SIZE, reasoning: O_SERIES, rank: 60 },
  { name: 'o1', aliases: ['o1-2024-12-17'], ...O_SIZE, reasoning: O_SERIES, rank: 57 },
  { name: 'gpt-4.1', aliases: ['gpt-4.1-2025-04-14', 'gpt-4'], ...GPT_4_1, reasoning: NO_REASONING, rank: 68 },
  { name: 'gpt-4.1-mini', aliases: ['gpt-4.1-mini-2025-04-14'], ...GPT_4_1, reasoning: NO_REASONING, rank: 56 },
  { name: 'gpt-4.1-nano', aliases: ['gpt-4.1-nano-2025-04-14'], ...GPT_4_1, reasoning: NO_REASONING, rank: 50 },
  { name: 'gpt-4o', aliases: ['gpt-4o-2024-11-20'], ...GPT_4O, reasoning: NO_REASONING, rank: 61 },
  { name: 'gpt-4o-mini', aliases: ['gpt-4o-mini-2024-07-18'], ...GPT_4O, reasoning: NO_REASONING, rank: 52 },
] as const satisfies (CatalogueModel & { name: KnownNames<ResponsesModel> })[];
