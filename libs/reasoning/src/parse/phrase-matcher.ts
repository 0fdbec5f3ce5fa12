/** Granite 3 announces its reasoning and its answer in whole sentences. */
const THOUGHT_PHRASES = ['here is my thought process:', "here's my thought process:", 'here’s my thought process:'];
const RESPONSE_PHRASES = ['here is my response:', "here's my response:", 'here’s my response:'];

/** Length of the phrase that announces reasoning at `start`; 0 when none does, `more` while one may still come. */
export function matchThoughtPhrase(text: string, start: number, atEnd: boolean): number | 'more' {
  return matchPhrase(THOUGHT_PHRASES, text, start, atEnd);
}

/** The same for the phrase that announces the answer. */
export function matchResponsePhrase(text: string, start: number, atEnd: boolean): number | 'more' {
  return matchPhrase(RESPONSE_PHRASES, text, start, atEnd);
}

function matchPhrase(phrases: readonly string[], text: string, start: number, atEnd: boolean): number | 'more' {
  for (const phrase of phrases) {
    const piece = text.slice(start, start + phrase.length).toLowerCase();
    if (piece === phrase) return phrase.length;
    if (!atEnd && piece.length < phrase.length && phrase.startsWith(piece)) return 'more';
  }
  return 0;
}
