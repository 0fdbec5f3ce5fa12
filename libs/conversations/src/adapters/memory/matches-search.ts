import type { MemoryConversation } from './memory-conversation';

/** A part of the title, or all words of the search in one text. */
export function matchesSearch({ summary, messages }: MemoryConversation, search: string): boolean {
  if (summary.title.toLowerCase().includes(search.toLowerCase())) return true;
  const words = wordsOf(search);
  if (words.length === 0) return false;
  return messages.some(({ content }) => {
    const said = new Set(wordsOf(content));
    return words.every((word) => said.has(word));
  });
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
