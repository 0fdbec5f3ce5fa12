import { randomBytes } from 'node:crypto';
import type { LocalEngine, PromptPiece, TemplateMessage, TemplateOptions } from './local-engine';

/** A rendered prompt. */
export interface ChatPrompt {
  pieces: PromptPiece[];
  /**
   * The marker by which the template itself opened the model's reasoning, such as `<think>`, when it did: the reply then
   * begins inside it and should be read as if it began with the marker.
   */
  opening: string;
}

/** How chat templates open reasoning on the model's behalf, at the very end of a prompt. */
const OPENING = /(<think>|\[THINK\]|<\|channel\|>analysis<\|message\|>)\s*$/;

/**
 * Renders a conversation by the model's chat template so that what users, and earlier replies, say stays plain text: the
 * template sees a random mark in place of each content, and the contents come back as untrusted pieces. Neighbours of
 * one role are joined, as most templates demand alternation; a template that refuses system messages gets them at the
 * head of the first user message. Throws what the template throws when it refuses that too.
 */
export function chatPrompt(
  engine: Pick<LocalEngine, 'render'>,
  messages: readonly TemplateMessage[],
  options: TemplateOptions,
): ChatPrompt {
  const secret = randomBytes(12).toString('hex');
  const mark = (index: number): string => `\uE000${secret}.${index}\uE001`;
  const contents: string[] = [];
  const marked = joinNeighbours(
    messages.map(({ role, content }) => ({ role, content: mark(contents.push(content) - 1) })),
  );
  const pieces = piecesOf(rendered(engine, marked, options), secret, contents);
  const last = pieces.at(-1);
  const opening = last?.trusted === true ? (OPENING.exec(last.text)?.[1] ?? '') : '';
  return { pieces, opening };
}

function rendered(
  engine: Pick<LocalEngine, 'render'>,
  messages: readonly TemplateMessage[],
  options: TemplateOptions,
): string {
  try {
    return engine.render(messages, options);
  } catch (error) {
    const folded = withoutSystem(messages);
    if (folded.length === messages.length) throw error;
    return engine.render(folded, options);
  }
}

function piecesOf(text: string, secret: string, contents: readonly string[]): PromptPiece[] {
  const marks = new RegExp(`\uE000${secret}\\.(\\d+)\uE001`);
  const parts = text.split(marks).map((part, index): PromptPiece => {
    const trusted = index % 2 === 0;
    return { trusted, text: trusted ? part : (contents[Number(part)] ?? '') };
  });
  return parts.filter((part) => part.text !== '');
}

function joinNeighbours(messages: readonly TemplateMessage[]): TemplateMessage[] {
  const out: TemplateMessage[] = [];
  for (const message of messages) {
    const last = out.at(-1);
    if (last?.role === message.role) last.content += `\n\n${message.content}`;
    else out.push({ ...message });
  }
  return out;
}

function withoutSystem(messages: readonly TemplateMessage[]): TemplateMessage[] {
  const system = messages.filter(({ role }) => role === 'system').map(({ content }) => content);
  const rest = messages.filter(({ role }) => role !== 'system');
  const [first, ...others] = rest;
  if (system.length === 0 || first?.role !== 'user') return [...messages];
  return joinNeighbours([{ ...first, content: [...system, first.content].join('\n\n') }, ...others]);
}
