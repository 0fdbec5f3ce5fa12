import { createHash } from 'node:crypto';
import { isJsonObject, type JsonValue } from '@app/kernel';
import type { ModelMessage, ToolCall } from '@app/model';

type AssistantMessage = Extract<ModelMessage, { role: 'assistant' }>;

/** What an assistant message is known by. */
export interface MessageKeys {
  /** What it says after all that was said before it. */
  history: Buffer;
  /** What it says after what was said directly before it, in one conversation. Absent outside of one. */
  conversation?: Buffer;
  /** The calls of tools that it makes, whose ids providers give once. Absent when it makes none. */
  calls?: Buffer;
}

/** Ids of calls that are too short to be unique, such as `call_0`, name no message. */
const LEAST_ID_LENGTH = 8;

/**
 * Walks a history and gives each assistant message its keys. System messages do not count, because clients and strategies change
 * them between turns; white space at the ends of texts does not either, nor how the JSON of arguments is written. Linear in all
 * texts. The provider is part of every key: another one's reasoning is never found.
 */
export class MessageKeyChain {
  private readonly keys = new Map<ModelMessage, MessageKeys>();
  private chain: Buffer;
  private before = '';

  constructor(
    private readonly provider: string,
    private readonly conversationId: string | undefined,
    messages: readonly ModelMessage[],
  ) {
    this.chain = digest('chain', provider);
    for (const message of messages) {
      if (message.role === 'system') continue;
      const text = textOf(message);
      if (message.role === 'assistant') this.keys.set(message, this.keysOf(message));
      this.chain = digest('link', this.chain, text);
      this.before = text;
    }
  }

  /** The keys of the assistant messages, by message. */
  get known(): ReadonlyMap<ModelMessage, MessageKeys> {
    return this.keys;
  }

  /** The keys of a message that would follow the history. */
  next(message: AssistantMessage): MessageKeys {
    return this.keysOf(message);
  }

  private keysOf(message: AssistantMessage): MessageKeys {
    const text = textOf(message);
    const ids = (message.toolCalls ?? []).map(({ id }) => id);
    const isNamed = ids.length > 0 && ids.every((id) => id.length >= LEAST_ID_LENGTH);
    return {
      history: digest('history', this.chain, text),
      ...(this.conversationId === undefined
        ? {}
        : { conversation: digest('conversation', this.provider, this.conversationId, this.before, text) }),
      ...(isNamed ? { calls: digest('calls', this.provider, ...ids) } : {}),
    };
  }
}

/** The keys in the order in which they are believed. */
export function listKeys({ history, conversation, calls }: MessageKeys): Buffer[] {
  return [history, ...(conversation === undefined ? [] : [conversation]), ...(calls === undefined ? [] : [calls])];
}

/** What a message says, in one spelling. Of an assistant that calls tools, the calls alone: its words around them get lost easily. */
function textOf(message: ModelMessage): string {
  const content = message.content.trim().replaceAll('\r\n', '\n');
  if (message.role === 'tool') return JSON.stringify(['tool', message.toolCallId, content]);
  const calls = message.role === 'assistant' ? (message.toolCalls ?? []) : [];
  if (calls.length === 0) return JSON.stringify([message.role, content]);
  return JSON.stringify(['assistant', calls.map((call) => [call.id, call.name, argumentsOf(call)])]);
}

/** Arguments as JSON with sorted names; as they are when they are no JSON. */
function argumentsOf({ arguments: text }: ToolCall): JsonValue {
  try {
    return sorted(JSON.parse(text === '' ? '{}' : text) as JsonValue);
  } catch {
    return text; // models do write what is no JSON
  }
}

function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((name) => [name, sorted(value[name] ?? null)]),
  );
}

/** Injective in its parts: each goes with its length. */
function digest(...parts: readonly (string | Buffer)[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
  return hash.digest();
}
