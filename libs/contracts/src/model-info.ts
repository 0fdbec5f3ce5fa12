/** One entry of `GET /api/v1/models`. */
export interface ModelInfo {
  /** `provider/name`, unique. */
  id: string;
  provider: string;
  /** Other names that a request may use. */
  aliases: string[];
  /** True when the provider has what it needs (a key, a file) to answer. */
  available: boolean;
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
