import type { ModelDescriptor, ModelPrice, ReasoningAbility } from '@app/model';

/** Prices that change with the length of the prompt. */
export interface LongPromptPrice {
  /** Prompts of more tokens than this cost `price` as a whole. */
  aboveInputTokens: number;
  price: ModelPrice;
}

/** One shipped model. The catalogue id is `vendor/name`. */
export interface CatalogueModel extends Pick<
  ModelDescriptor,
  'aliases' | 'reasoning' | 'tools' | 'temperature' | 'rank'
> {
  /** The name the vendor's API knows. */
  name: string;
  contextWindow: number;
  maxOutputTokens: number;
  /** Only where the price list package does not know the model yet. */
  price?: ModelPrice;
  longPromptPrice?: LongPromptPrice;
}

/** A model that answers at once and has no reasoning of its own. */
export const NO_REASONING: ReasoningAbility = { control: 'none' };

/** The names of a closed string union that also allows any string, as the SDKs declare their models. */
export type KnownNames<T> = T extends string ? (string extends T ? never : T) : never;
