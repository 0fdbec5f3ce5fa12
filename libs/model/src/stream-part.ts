import type { FinishReason } from '@app/contracts';
import type { JsonObject } from '@app/kernel';
import type { ModelUsage } from './usage';

/**
 * A provider's own reasoning of one block, kept byte for byte so that it can be sent back in a later turn. Never shown
 * and never logged. `format` names the wire shape of `data`, so that only the provider that made it gets it back.
 */
export interface OpaqueReasoning {
  format:
    | 'anthropic'
    | 'openai-responses'
    | 'reasoning-content'
    | 'reasoning-details'
    | 'mistral'
    | 'gemini'
    | 'bedrock'
    | 'cohere'
    | 'ollama';
  data: JsonObject;
}

/** A reasoning block begins. */
export interface ReasoningStartPart {
  type: 'reasoning-start';
  /** Unique within the reply. Blocks do not overlap. */
  id: string;
  /** True when the text is the provider's summary of its reasoning, not the reasoning itself. */
  summary?: true;
}

/** More text of the open reasoning block. */
export interface ReasoningDeltaPart {
  type: 'reasoning-delta';
  id: string;
  text: string;
}

/** The reasoning block is whole. */
export interface ReasoningEndPart {
  type: 'reasoning-end';
  id: string;
  /** True when the provider withheld the text. */
  redacted?: true;
  opaque?: OpaqueReasoning;
}

/** More text of the reply. May hold inline reasoning markers; the reasoning parser separates them. */
export interface TextDeltaPart {
  type: 'text-delta';
  text: string;
  /** Natural log-probability of each token behind the text, at temperature 1. Of a model that reports it, every delta has it. */
  logProbs?: readonly number[];
}

/** A piece of a tool call. The first piece of an `index` has `id` and `name`. */
export interface ToolCallDeltaPart {
  type: 'tool-call-delta';
  index: number;
  id?: string;
  name?: string;
  argumentsText: string;
}

/** Tokens so far. A later part replaces the fields it names. With no field, as a stream's first part: the provider has begun to answer. */
export interface UsagePart {
  type: 'usage';
  usage: ModelUsage;
}

/** Something about the reply that whoever asked should know, as a code that docs/reasoning.md explains. */
export interface WarningPart {
  type: 'warning';
  code: string;
}

/** Last part of a reply that ended well. A reply without it is incomplete. */
export interface FinishPart {
  type: 'finish';
  reason: FinishReason;
}

/** What a model call yields, in order. Blocks of reasoning start, grow and end; text and tool calls grow. */
export type StreamPart =
  | ReasoningStartPart
  | ReasoningDeltaPart
  | ReasoningEndPart
  | TextDeltaPart
  | ToolCallDeltaPart
  | UsagePart
  | WarningPart
  | FinishPart;
