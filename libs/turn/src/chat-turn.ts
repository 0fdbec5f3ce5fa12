import type { BranchEvent, ChatResponse, ReasoningTextEvent, StartEvent, StrategyName } from '@app/contracts';
import type { ModelRequest, OpaqueReasoning, ToolCall } from '@app/model';
import type { TurnCacheControl } from './turn-cache-control';

/** One question with all that decides its answer, in no client's dialect. */
export interface ChatTurn {
  /** A catalogue id, an alias or `auto`. */
  model: string;
  strategy: StrategyName;
  /** 1 to 50. Absent: the configured limit. */
  maxSteps?: number;
  /** 1 to 20. Absent: the configured number. */
  samples?: number;
  /** 1 to 5. Absent: the configured number. */
  rounds?: number;
  /** Absent: the configured ceiling. */
  tokenCeiling?: number;
  /** Millionths of a US dollar. Absent: the configured ceiling. */
  costCeilingMicroUsd?: number;
  /** The session that it is part of. Absent: none. */
  sessionId?: string;
  /** Whether the answer shows its reasoning. Absent: the configured value. */
  show?: boolean;
  /** Absent: as configured. */
  cache?: TurnCacheControl;
  request: ModelRequest;
}

/** Last event of a turn that ended well. */
export interface TurnFinish {
  type: 'finish';
  response: ChatResponse;
  /** Calls of the caller's tools that the model asks for. */
  toolCalls: ToolCall[];
  /** The provider's own reasoning blocks in order, to be stored and sent back. Never shown. */
  opaqueReasoning: OpaqueReasoning[];
}

/** What a turn yields: `start` first, then text events, then `finish`. It fails by throwing. */
export type TurnEvent = StartEvent | ReasoningTextEvent | BranchEvent | TurnFinish;
