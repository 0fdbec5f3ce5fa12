import {
  MESSAGE_ROLES,
  type ConversationMessage,
  type ExportedConversation,
  type MessageToolCall,
} from '@app/contracts';
import { AppError, isJsonObject, type JsonObject, type JsonValue } from '@app/kernel';
import type { ConversationDraft, MessageDraft } from '../conversation-store';
import { draftOf } from './draft-of';

/**
 * A `json` export as a draft. Throws `invalid_parameter` when a message follows one that does not stand before it, or when an id
 * comes twice.
 */
export function importJson(exported: ExportedConversation): ConversationDraft {
  const places = new Map<string, number>();
  const messages = exported.messages.map((message, at) => {
    if (places.has(message.id)) throw refuse(`conversation.messages[${at}].id`, 'Two messages have the same id.');
    places.set(message.id, at);
    return { ...draftOf(message), parent: parentPlace(message, at, places) };
  });
  const activeLeaf = exported.activeLeafId === null ? undefined : places.get(exported.activeLeafId);
  return { title: exported.title, messages, ...(activeLeaf === undefined ? {} : { activeLeaf }) };
}

/** Lines of `{"role", "content"}` as a draft: one branch, in order. Throws `invalid_parameter` naming the line that is none. */
export function importJsonl(text: string): ConversationDraft {
  const messages: MessageDraft[] = [];
  text.split('\n').forEach((line, at) => {
    if (line.trim() !== '') messages.push(readLine(line, at + 1));
  });
  if (messages.length === 0) throw refuse('jsonl', 'The text holds no message.');
  return { messages };
}

function parentPlace({ parentId }: ConversationMessage, at: number, places: Map<string, number>): number | null {
  if (parentId === null) return null;
  const place = places.get(parentId);
  if (place !== undefined && place < at) return place;
  throw refuse(`conversation.messages[${at}].parentId`, 'A message may only follow one that stands before it.');
}

function readLine(line: string, number: number): MessageDraft {
  const fields = parseLine(line);
  const role = MESSAGE_ROLES.find((known) => known === fields?.['role']);
  const content = fields?.['content'];
  if (role === undefined || typeof content !== 'string') {
    throw refuse(
      'jsonl',
      `Line ${number} is not {"role", "content"} with one of the roles ${MESSAGE_ROLES.join(', ')}.`,
    );
  }
  const toolCallId = fields?.['toolCallId'];
  const toolCalls = readCalls(fields?.['toolCalls']);
  return {
    role,
    content,
    ...(typeof toolCallId === 'string' ? { toolCallId } : {}),
    ...(role === 'assistant' && toolCalls.length > 0 ? { toolCalls } : {}),
  };
}

/** The calls of a line, where they are calls as we export them. */
function readCalls(value: JsonValue | undefined): MessageToolCall[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((call) => {
    if (!isJsonObject(call)) return [];
    const { id, name, arguments: args } = call;
    const isCall = typeof id === 'string' && typeof name === 'string' && typeof args === 'string';
    return isCall ? [{ id, name, arguments: args }] : [];
  });
}

function parseLine(line: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined; // told with the number of its line
  }
}

function refuse(param: string, message: string): AppError {
  return new AppError('invalid_parameter', message, { param });
}
