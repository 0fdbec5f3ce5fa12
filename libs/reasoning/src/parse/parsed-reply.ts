import type { JsonValue } from '@app/kernel';
import type { ParseWarning } from './parse-warning';

/** One typed step of a reply, finer than the contract's: an action is a step of its own. */
export interface ParsedStep {
  type: 'thought' | 'action' | 'observation' | 'reflection';
  /** Trimmed. For an action its input, or the whole of it when no tool is named. */
  text: string;
  /** The tool that an action names. */
  tool?: string;
  /** The input of an action, when it is a JSON object or array. */
  input?: JsonValue;
  /** True for an observation: the model wrote it, no tool did. Never to be used as a tool's result. */
  fabricated?: true;
  /** 0 to 100, as the model stated it. */
  confidence?: number;
}

/** What a reply's text says. */
export interface ParsedReply {
  steps: ParsedStep[];
  /** Null when the reply holds none. */
  finalAnswer: string | null;
  /** True when there is an answer and the reply was not cut inside its reasoning. */
  complete: boolean;
  /** Each at most once, in the order they came up. */
  warnings: ParseWarning[];
}
