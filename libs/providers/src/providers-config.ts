import type { ModelPrice, ReasoningAbility } from '@app/model';

/** The providers that have an adapter of their own. */
export const VENDORS = ['openai', 'anthropic', 'mistral', 'deepseek'] as const;

/** One of {@link VENDORS}. */
export type Vendor = (typeof VENDORS)[number];

/** How to reach one vendor. Without a key its models are listed as unavailable. */
export interface VendorConfig {
  apiKey?: string;
  /** Without a trailing slash, version included, such as `https://api.openai.com/v1`. */
  baseUrl: string;
}

/** A model declared by configuration: of an endpoint, or one more of a vendor, or a change of a shipped entry. */
export interface ConfiguredModel {
  /** The name the provider's API knows. The catalogue id is `provider/name`. */
  name: string;
  aliases?: string[];
  contextWindow?: number;
  maxOutputTokens?: number;
  reasoning?: ReasoningAbility;
  tools?: boolean;
  temperature?: boolean;
  price?: ModelPrice;
  rank?: number;
}

/** An OpenAI-compatible endpoint (vLLM, Ollama, llama.cpp, Groq, OpenRouter, …). */
export interface EndpointConfig {
  /** Used as the provider's name; lower case letters, digits and `-`. */
  name: string;
  baseUrl: string;
  apiKey?: string;
  /** The environment variable that the key came from. */
  keyVariable?: string;
  /** Sent with every request, such as `HTTP-Referer`. */
  headers?: Record<string, string>;
  models: ConfiguredModel[];
}

/** The user's own model file, run in process. */
export interface LocalModelConfig {
  /** A path to a GGUF file, or an `hf:` URI that is downloaded on first use. */
  modelPath: string;
  /** Where downloaded files are kept. */
  cacheDir: string;
  /** Tokens of prompt and reply together. Absent: as many as the file allows and fit into memory. */
  contextSize?: number;
  /** Absent: one for a small file, else as many as llama.cpp finds best. */
  threads?: number;
  /** True uses a GPU where the runtime has its packages. Default false. */
  gpu?: boolean;
  /** Folder with the optional runtime, filled by `npm run local:install`. Default: `local-runtime` beside `cacheDir`. */
  runtimeDir?: string;
  /** Requests that may wait while one runs. Default 16. */
  maxQueuedRequests?: number;
}

/** The model that comes with the product, run in a thread of this process. */
export interface EmbeddedModelConfig {
  /** A GGUF file in place of the shipped one, which is then not asked whether a question is for it. */
  modelPath?: string;
  /** Requests that may wait while one runs. Default 32. */
  maxQueuedRequests?: number;
}

/** Limits of one provider call, milliseconds. */
export interface CallTimeouts {
  connectMs: number;
  /** From sending the request to the first byte of a streamed reply. Not for whole replies, which come when the model is done. */
  firstTokenMs: number;
  /** Longest silence between two bytes of a reply. */
  idleMs: number;
  /** The whole call; of a model in this process, its wait in the queue included. */
  totalMs: number;
}

/** Everything the registry is built from. */
export interface ProvidersConfig {
  vendors: Record<Vendor, VendorConfig>;
  endpoints: EndpointConfig[];
  /** More models, by vendor. */
  models: Partial<Record<Vendor, ConfiguredModel[]>>;
  local?: LocalModelConfig;
  /** Absent: it is not offered. */
  embedded?: EmbeddedModelConfig;
  /** The id or alias that `auto` prefers. */
  defaultModel: string;
  /** True when nobody chose `defaultModel`: that the embedded model answers in its place is then no news. Default false. */
  defaultModelIsPreset?: boolean;
  timeouts: CallTimeouts;
}
