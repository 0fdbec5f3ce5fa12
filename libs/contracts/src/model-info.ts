/** What a check of a provider brought: it answered, it refused the key, or it could not be reached. */
export const PROVIDER_STATES = ['ok', 'key_refused', 'unreachable'] as const;

/** One of {@link PROVIDER_STATES}. */
export type ProviderState = (typeof PROVIDER_STATES)[number];

/** One entry of `GET /api/v1/models`. */
export interface ModelInfo {
  /** `provider/name`, unique. */
  id: string;
  provider: string;
  /** Other names that a request may use. */
  aliases: string[];
  /** True when the provider has what it needs (a key, a file) to answer. */
  available: boolean;
  /** What the last check of its provider brought. Absent when not known: not checked lately, or the check cannot tell. */
  providerStatus?: ProviderState;
  /** True when `auto` would pick this model. */
  default: boolean;
  /** Tokens that prompt and reply may hold together. Absent when unknown. */
  contextWindow?: number;
  /** Most tokens of one reply. Absent when unknown. */
  maxOutputTokens?: number;
  /** True when the model reasons by itself (strategy `native`). */
  nativeReasoning: boolean;
  /** True when the model can call tools. */
  tools: boolean;
  /** US dollars per million tokens. Absent when unknown. */
  priceUsdPerMillion?: { input: number; output: number; cachedInput?: number; cacheWrite?: number };
}
