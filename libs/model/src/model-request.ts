import type { ReasoningEffort } from '@app/contracts';
import type { JsonObject, JsonValue } from '@app/kernel';
import type { OpaqueReasoning } from './stream-part';

/** A call of a tool that the model asked for. */
export interface ToolCall {
  id: string;
  name: string;
  /** The arguments as the model wrote them: JSON text, not yet checked. */
  arguments: string;
}

/** One message of the conversation, in the form every adapter translates from. */
export type ModelMessage =
  | { role: 'system'; content: string }
  | { role: 'user'; content: string }
  | {
      role: 'assistant';
      content: string;
      toolCalls?: ToolCall[];
      /** The provider's own reasoning of that turn, unmodified and in order, to be sent back as the provider demands. */
      reasoning?: OpaqueReasoning[];
    }
  | { role: 'tool'; toolCallId: string; content: string };

/** A tool the model may call. */
export interface ToolDefinition {
  name: string;
  description?: string;
  /** JSON Schema of the arguments. */
  parameters?: JsonObject;
  strict?: boolean;
}

/** One call of a model. */
export interface ModelRequest {
  messages: ModelMessage[];
  /** True asks the provider for a stream. The parts that come back mean the same either way. */
  stream: boolean;
  /** Most tokens of the reply, reasoning included. Absent: the provider's default. */
  maxOutputTokens?: number;
  /** 0 to 2. Absent: the provider's default. */
  temperature?: number;
  topP?: number;
  stop?: string[];
  seed?: number;
  /**
   * What the prompt that a strategy added asks for, told apart from its words: `Thought:` lines and a `Final Answer:`. For
   * models that are switched by a control token instead of an instruction; all others ignore it. Absent: the answer alone.
   */
  replyForm?: 'labelled-steps';
  /** Absent: the provider's default behaviour. `none` switches reasoning off. */
  effort?: ReasoningEffort;
  tools?: ToolDefinition[];
  /** `auto`, `none`, `required` or one tool by name. Absent: the provider's default. */
  toolChoice?: 'auto' | 'none' | 'required' | { name: string };
  responseFormat?: JsonObject;
  /** Fields of the caller's own dialect that go to the provider unchanged. An adapter refuses by name what it cannot send. */
  passthrough?: Record<string, JsonValue>;
}
