import type { NewMessage } from '@app/contracts';

/** The title of a conversation in which nothing was said. */
export const UNTITLED = 'New conversation';

/** Longest title, in characters. */
export const MAX_TITLE_LENGTH = 200;

const MADE_LENGTH = 80;

/** A title from the first words of the user, in one line; {@link UNTITLED} when the user said nothing. */
export function titleOf(messages: readonly Pick<NewMessage, 'role' | 'content'>[]): string {
  const first = messages.find(({ role }) => role === 'user')?.content ?? '';
  const line = first.slice(0, 1_000).replace(/\s+/g, ' ').trim();
  if (line === '') return UNTITLED;
  if (line.length <= MADE_LENGTH) return line;
  // At the end of a word where one is near, and never within a pair of surrogates.
  const cut = line.slice(0, MADE_LENGTH - 1).replace(/[\ud800-\udbff]$/, '');
  return `${cut.replace(/\s\S{0,15}$/, '').trimEnd()}…`;
}
