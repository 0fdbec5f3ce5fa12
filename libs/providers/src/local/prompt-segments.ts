import type { PromptPiece } from './local-engine';

/** A control token by its name, or text without any. */
export type PromptSegment = { control: string } | { text: string };

/**
 * Cuts a prompt into control tokens and text. Control tokens are found in trusted pieces only, and neighbouring texts are
 * joined across pieces, so that the text is tokenised as one and what a user typed can never become a control token.
 * Linear in the length of the prompt for a given vocabulary.
 */
export function promptSegments(pieces: readonly PromptPiece[], controls: readonly string[]): PromptSegment[] {
  const pattern = controlPattern(controls);
  const segments: PromptSegment[] = [];
  for (const { text, trusted } of pieces) {
    if (!trusted || pattern === undefined) {
      addText(segments, text);
      continue;
    }
    text.split(pattern).forEach((part, index) => {
      // The pattern captures, so every other part is a control token.
      if (index % 2 === 1) segments.push({ control: part });
      else addText(segments, part);
    });
  }
  return segments;
}

function addText(segments: PromptSegment[], text: string): void {
  if (text === '') return;
  const last = segments.at(-1);
  if (last !== undefined && 'text' in last) last.text += text;
  else segments.push({ text });
}

/** Longer names first, because one may begin with another. */
function controlPattern(controls: readonly string[]): RegExp | undefined {
  const names = controls.filter((name) => name !== '').sort((a, b) => b.length - a.length);
  if (names.length === 0) return undefined;
  return new RegExp(`(${names.map((name) => name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|')})`);
}
