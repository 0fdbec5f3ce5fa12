import type { BranchEvent, ChatResponse, ReasoningTextEvent, StartEvent, StrategyName } from '@app/contracts';
import type { ModelRequest, OpaqueReasoning, ToolCall } from '@app/model';
import type { TurnCacheControl } from './turn-cache-control';

/** The part of a conversation that a turn is. */
export interface TurnConversation {
  /** Absent begins a new conversation. */
  id?: string;
  /** True: the messages tell everything from the beginning on, as clients of the OpenAI API do. Default false: what is new. */
  isWhole?: boolean;
  /** The stored message that the new ones follow; null: none. Absent: the active leaf. */
  parentMessageId?: string | null;
  /** The stored question to answer again, or the answer to replace; then there are no new messages. */
  regenerate?: string;
  /** Another version now is refused. Absent: any. */
  expectedVersion?: number;
}

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
  /** Absent: nothing is kept. */
  conversation?: TurnConversation;
  /** Whether the answer goes on when its reader leaves. Absent: with a conversation and a stream it does. */
  resumable?: boolean;
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
