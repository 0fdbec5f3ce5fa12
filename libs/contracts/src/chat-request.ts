/** How much a model is asked to reason. `none` switches reasoning off where the model allows it. */
export const REASONING_EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;

/** One of {@link REASONING_EFFORTS}. */
export type ReasoningEffort = (typeof REASONING_EFFORTS)[number];

/** The strategies a request can name. `auto` picks one: native where the model has it, else cot, direct when disabled. */
export const STRATEGY_NAMES = [
  'auto',
  'direct',
  'cot',
  'native',
  'self-consistency',
  'chain-of-draft',
  'self-refine',
] as const;

/** One of {@link STRATEGY_NAMES}. */
export type StrategyName = (typeof STRATEGY_NAMES)[number];

/** One of the strategies that really run. */
export type ResolvedStrategyName = Exclude<StrategyName, 'auto'>;

/** The strategies that really run, by name. */
export const RESOLVED_STRATEGY_NAMES: readonly ResolvedStrategyName[] = STRATEGY_NAMES.filter(
  (name) => name !== 'auto',
);

/** What a request can want of the response cache. */
export const CACHE_MODES = ['default', 'bypass', 'refresh', 'only'] as const;

/** One of {@link CACHE_MODES}. */
export type CacheMode = (typeof CACHE_MODES)[number];

/** Who may be given a stored answer: the user who asked, the organisation, everybody. */
export const CACHE_SCOPES = ['user', 'organisation', 'global'] as const;

/** One of {@link CACHE_SCOPES}. */
export type CacheScopeName = (typeof CACHE_SCOPES)[number];

/** One message of the native chat API. */
export interface ChatMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

/** Body of `POST /api/v1/chat`. Exactly one of `message` and `messages` is given. */
export interface ChatRequest {
  /** One user message; short for `messages` with a single entry. */
  message?: string;
  messages?: ChatMessage[];
  /** A catalogue id or alias. Default `auto`: the configured default, else the best model that has a key. */
  model?: string;
  reasoning?: {
    /** Default `auto`. */
    strategy?: StrategyName;
    /** Most steps a prompted strategy may take, 1 to 50. Default: the configured limit. */
    maxSteps?: number;
    /** False leaves the steps and the raw reply out of the answer. Default: the configured value. */
    show?: boolean;
    /** Only for strategies that use the model's own reasoning. Default: the provider's. */
    effort?: ReasoningEffort;
    /** Most samples of `self-consistency`, 1 to 20. Default: the configured number. Others ignore it, with a warning. */
    samples?: number;
    /** Most times that `self-refine` has an answer reviewed, 1 to 5. Default: the configured number. */
    rounds?: number;
    /**
     * Tokens, prompts included, that all calls of this turn may use together: at it, running calls are stopped, and what
     * has been answered by then counts. Default: the configured ceiling. For strategies of several calls.
     */
    tokenCeiling?: number;
    /** The same in millionths of a US dollar. Refused for a model whose price is unknown. */
    costCeilingMicroUsd?: number;
  };
  /**
   * The conversation that the turn is part of, or `new` to begin one: what was said before it is sent along, and question and
   * answer are stored. Absent: nothing is kept.
   */
  conversationId?: string;
  /**
   * With `conversationId`: the stored message that this question follows. The parent of an earlier question makes this an edited
   * version of it; null begins anew. Default: the active leaf.
   */
  parentMessageId?: string | null;
  /** With `conversationId`, in place of `message`: the stored user message to answer again, or the answer to replace. */
  regenerate?: string;
  /** With `conversationId`: the version that the client saw; another one now is answered 409. Default: any. */
  conversationVersion?: number;
  /** The session that the question is part of (`POST /api/v1/sessions`), which is used by it. Absent: none. */
  sessionId?: string;
  /**
   * The answer goes on when the client leaves; `GET /api/v1/chat/{id}/stream` finds it again. Default: true for a stream with a
   * conversation, else false. Only with `stream`.
   */
  resumable?: boolean;
  /** True answers with Server-Sent Events. Default false. */
  stream?: boolean;
  /** What the response cache is to do. Default: gives a stored answer of the same question of the same user, else stores the new one. */
  cache?: {
    /** `bypass`: neither read nor store; `refresh`: answer anew and store that; `only`: a stored answer or an error. */
    mode?: CacheMode;
    /** How long the answer counts as fresh, seconds. Default: the configured time. */
    ttlSeconds?: number;
    /** Who else may be given the answer. Default: nobody. Refused where it is wider than the installation allows. */
    scope?: CacheScopeName;
    /** Up to 10 words to find the stored answer by. */
    tags?: string[];
  };
  /** 0 to 2. Default: the configured value for chain of thought, else the provider's. */
  temperature?: number;
  /** Most tokens of the reply, reasoning included. Default: the provider's. */
  maxOutputTokens?: number;
  /**
   * Up to 16 texts for the provider, which is sent them as they are: names of 1 to 64 characters, values of at most 512.
   * Refused by a provider that has no place for them.
   */
  metadata?: Record<string, string>;
}
