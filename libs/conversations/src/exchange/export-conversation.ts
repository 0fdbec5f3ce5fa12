import type {
  Conversation,
  ConversationMessage,
  ExportedConversation,
  MessageRole,
  ReasoningStep,
} from '@app/contracts';
import { messagePath } from '../tree/message-path';

const NAMES: Readonly<Record<MessageRole, string>> = {
  system: 'System',
  user: 'You',
  assistant: 'Assistant',
  tool: 'Tool',
};

/** The whole conversation, every branch, to be imported again. */
export function exportJson({ title, createdAt, activeLeafId, messages }: Conversation): ExportedConversation {
  return { format: 'stepwise-conversation', formatVersion: 1, title, createdAt, activeLeafId, messages };
}

/** The active branch, one message a line, as trainers and other programs read it: role, content and what is known of an answer. */
export function* exportJsonl(conversation: Conversation): Generator<string> {
  for (const { id: _id, parentId: _parent, ...message } of activeBranch(conversation)) {
    yield `${JSON.stringify(message)}\n`;
  }
}

/** The active branch for people to read, reasoning folded away below each answer. */
export function* exportMarkdown(conversation: Conversation): Generator<string> {
  yield `# ${oneLine(conversation.title)}\n`;
  for (const message of activeBranch(conversation)) {
    yield `\n## ${NAMES[message.role]}${message.model === undefined ? '' : ` (${message.model})`}\n\n`;
    if (message.state !== 'complete') yield `_${message.state.replace('_', ' ')}_\n\n`;
    if (message.content !== '') yield `${message.content}\n`;
    for (const { name, arguments: args } of message.toolCalls ?? []) yield `\n${fence(`${name}(${args})`)}\n`;
    yield reasoningOf(message);
  }
}

function activeBranch({ messages, activeLeafId }: Conversation): ConversationMessage[] {
  return messagePath(messages, activeLeafId) ?? [];
}

function reasoningOf({ reasoningSteps = [] }: ConversationMessage): string {
  if (reasoningSteps.length === 0) return '';
  const steps = reasoningSteps.map((step, at) => `${at + 1}. ${indent(textOf(step))}`).join('\n');
  return `\n<details>\n<summary>Reasoning</summary>\n\n${steps}\n\n</details>\n`;
}

function textOf({ thought, action, redacted }: ReasoningStep): string {
  if (redacted === true && thought === '') return '_withheld by the provider_';
  return [thought, action === undefined ? '' : `Action: ${action}`].filter((text) => text !== '').join('\n');
}

function indent(text: string): string {
  return text.replaceAll('\n', '\n   ');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

/** A code block whose marks are longer than any in the text. */
function fence(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([marks]) => marks.length));
  const marks = '`'.repeat(longest + 1);
  return `${marks}\n${text}\n${marks}`;
}
