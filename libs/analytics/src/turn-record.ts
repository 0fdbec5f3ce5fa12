/** How a turn ended: with an answer, with an error, because its client left, or because a limit refused it. */
export const TURN_OUTCOMES = ['finished', 'failed', 'aborted', 'refused'] as const;

/** One of {@link TURN_OUTCOMES}. */
export type TurnOutcome = (typeof TURN_OUTCOMES)[number];

/** What kind of message a turn brought: a plain answer, one with reasoning, calls of tools, or none. */
export const MESSAGE_TYPES = ['answer', 'reasoned', 'tool-calls', 'none'] as const;

/** One of {@link MESSAGE_TYPES}. */
export type MessageType = (typeof MESSAGE_TYPES)[number];

/** What the calls of models for a turn used. What is absent counts as nothing. */
export interface TurnUse {
  inputTokens?: number;
  outputTokens?: number;
  reasoningTokens?: number;
  cachedInputTokens?: number;
  /** Millionths of a US dollar, whole. Of an answer from the cache: nothing, and see the saving. */
  costMicroUsd?: number;
}

/** What analytics keeps of one turn: numbers and names, nothing that anybody wrote. */
export interface TurnRecord extends TurnUse {
  organisationId: string;
  userId: string;
  /** When the turn ended, epoch milliseconds. It decides the buckets. */
  endedAt: number;
  outcome: TurnOutcome;
  messageType: MessageType;
  /** The error's code; present when it failed or was refused. */
  errorCode?: string;
  /** Catalogue id. Absent when no model was found. */
  model?: string;
  provider?: string;
  strategy?: string;
  cacheStatus?: string;
  /** From the request to the end of its answer, milliseconds. */
  durationMs: number;
  /** From the request to the first text, milliseconds. Absent when there was none. */
  firstTokenMs?: number;
  /** True: a turn that was counted already, with what its calls have used since. Its use is counted, and nothing else. */
  isLate?: boolean;
  /** What the answer would have cost without the cache, millionths of a US dollar, whole. */
  savedMicroUsd?: number;
  /** Tokens that the cache saved. */
  savedTokens?: number;
}
