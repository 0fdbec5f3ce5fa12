import type {
  Conversation,
  ConversationMessage,
  MessageSample,
  ExportedConversation,
  MessageRole,
  ReasoningStep,
  VoteResult,
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

function reasoningOf(message: ConversationMessage): string {
  const { reasoningSteps = [], samples = [], vote } = message;
  const parts = [
    ...(vote === undefined ? [] : [voteOf(vote, message)]),
    ...branchesOf(message).map((branch) => sampleOf(branch, reasoningSteps, samples, vote)),
    listOf(reasoningSteps.filter(({ branch }) => branch === undefined)),
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : `\n<details>\n<summary>Reasoning</summary>\n\n${parts.join('\n\n')}\n\n</details>\n`;
}

/** The samples of an answer, in order: of one that did not come to its vote only those that have steps are known. */
function branchesOf({ reasoningSteps = [], samples = [] }: ConversationMessage): number[] {
  const branches = [...samples, ...reasoningSteps].flatMap(({ branch }) => (branch === undefined ? [] : [branch]));
  return [...new Set(branches)].sort((a, b) => a - b);
}

function voteOf({ agreement, counts, samples }: VoteResult, { confidence }: ConversationMessage): string {
  const votes = counts.map(({ answer, branches }) => `- ${indent(answer)}: ${branches.length} of ${samples}`);
  const sure = confidence === undefined ? '' : `, confidence ${Math.round(confidence)} %`;
  return [`Vote: ${Math.round(agreement * 100)} % agree${sure}`, ...(votes.length === 0 ? [] : ['']), ...votes].join(
    '\n',
  );
}

function sampleOf(
  branch: number,
  steps: readonly ReasoningStep[],
  samples: readonly MessageSample[],
  vote: VoteResult | undefined,
): string {
  const sample = samples.find((one) => one.branch === branch);
  const result = vote?.winner === branch ? 'winner' : sample?.status.replace('_', ' ');
  return [
    `### Sample ${branch + 1}${result === undefined ? '' : ` (${result})`}`,
    listOf(steps.filter((step) => step.branch === branch)),
    sample?.finalAnswer === undefined ? '' : `Answer: ${sample.finalAnswer}`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function listOf(steps: readonly ReasoningStep[]): string {
  return steps.map((step, at) => `${at + 1}. ${indent(textOf(step))}`).join('\n');
}

function textOf({ thought, action, redacted, confidence }: ReasoningStep): string {
  if (redacted === true && thought === '') return '_withheld by the provider_';
  const sure = confidence === undefined ? '' : `Confidence: ${Math.round(confidence)} %`;
  return [thought, action === undefined ? '' : `Action: ${action}`, sure].filter((text) => text !== '').join('\n');
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
