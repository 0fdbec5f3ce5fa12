import type { ReasoningEffort, ResolvedStrategyName } from '@app/contracts';

/**
 * How a model's own reasoning is asked for.
 * - `none`: the model has no reasoning channel.
 * - `effort`: a level out of `efforts`.
 * - `budget`: a number of tokens, below the reply's limit.
 * - `adaptive`: the model decides how much; a level is a hint.
 * - `toggle`: on or off.
 * - `always`: the model reasons whatever is asked.
 */
export type ReasoningControl = 'none' | 'effort' | 'budget' | 'adaptive' | 'toggle' | 'always';

/** What a model can do about reasoning. */
export interface ReasoningAbility {
  control: ReasoningControl;
  /** The levels the model accepts, lowest first. Absent where levels mean nothing. */
  efforts?: readonly ReasoningEffort[];
  /** With a budget: its fewest tokens; the reply's limit must be above. Absent: any budget will do. */
  leastBudgetTokens?: number;
  /** True when it reasons unless told not to. Default false. */
  onByDefault?: boolean;
  /**
   * How reasoning text appears when it comes inside the reply's text, as markers (`<think>`, `[THINK]`, channels):
   * `marked` = the reply opens and closes its own block; `opened` = the chat template opened it, so the reply starts
   * inside the block. Absent: markers are not expected, yet are still recognised.
   */
  inlineText?: 'marked' | 'opened';
  /** True when only a count of reasoning tokens is returned, no text. Default false. */
  hiddenText?: boolean;
}

/** US dollars per million tokens, which equals micro-dollars per token. */
export interface ModelPrice {
  input: number;
  /** Reasoning tokens are priced as output. */
  output: number;
  /** Input read from the provider's prompt cache. Absent: priced as `input`. */
  cachedInput?: number;
  /** Input written to the provider's prompt cache. Absent: priced as `input`. */
  cacheWrite?: number;
}

/** One model of the catalogue, as data. */
export interface ModelDescriptor {
  /** `provider/name`, unique in the catalogue. */
  id: string;
  /** Name of the configured provider or endpoint. */
  provider: string;
  /** Digest of the address it is asked at. Absent: it runs in this process. */
  addressDigest?: string;
  /** The name the provider's API knows. */
  upstreamName: string;
  aliases: readonly string[];
  /** Tokens that prompt and reply may hold together. */
  contextWindow?: number;
  /** Most tokens of one reply. */
  maxOutputTokens?: number;
  reasoning: ReasoningAbility;
  tools: boolean;
  /** The strategies that it can do. Absent: all that its abilities allow; a model that follows no instructions names them. */
  strategies?: readonly ResolvedStrategyName[];
  /** False when the provider refuses a `temperature`. */
  temperature: boolean;
  /** Temperature that serves the model best with prompted reasoning, 0 to 2. Absent: the installation's. */
  promptedTemperature?: number;
  price?: ModelPrice;
  /**
   * True when `usage` parts tell at any time what a call has used, each before the text that it is for: a call that is stopped
   * or fails used what it told, and nothing when it told nothing. Default false: usage is whole at the end of a reply alone.
   */
  liveUsage?: boolean;
  /** Higher is preferred by `auto`. */
  rank: number;
}
