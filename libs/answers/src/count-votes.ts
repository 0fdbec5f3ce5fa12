import { answerKey } from './answer-key';
import { normaliseAnswer, readTyped, type AnswerType } from './normalise-answer';
import { plainText } from './plain-text';

/** The votes for one answer. */
export interface AnswerCount {
  /** The answer as `normaliseAnswer` writes it. */
  answer: string;
  /** Which voters gave it, by their place in the list, in order. */
  voters: number[];
}

/** What a vote came to. */
export interface VoteCount {
  /** Most votes first; of equal ones the one first voted for by the voter with the lowest place. Empty without any answer. */
  counts: AnswerCount[];
  /** Share of the answers that the first count has, above 0 to 1; 0 without any answer. Voters without an answer do not count. */
  agreement: number;
  /** The type that the answers were compared as; absent for text. */
  type?: AnswerType;
}

/**
 * Counts which answers agree. A voter without an answer is undefined and has no vote. Without a type, answers are compared
 * as the type that more than half of them have: numbers (`12` and `12 apples` agree), options, yes or no.
 */
export function countVotes(answers: readonly (string | undefined)[], type?: AnswerType): VoteCount {
  const given = answers.filter((answer) => answer !== undefined);
  const comparedAs = type ?? commonType(given);
  const byKey = new Map<string, AnswerCount>();
  answers.forEach((answer, voter) => {
    if (answer === undefined) return;
    const key = answerKey(answer, comparedAs);
    const count = byKey.get(key);
    if (count === undefined) byKey.set(key, { answer: normaliseAnswer(answer, comparedAs), voters: [voter] });
    else count.voters.push(voter);
  });
  // Sorting is stable, and the map is in the order of the first voters: so the tie rule holds.
  const counts = [...byKey.values()].sort((a, b) => b.voters.length - a.voters.length);
  const most = counts[0]?.voters.length ?? 0;
  return {
    counts,
    agreement: given.length === 0 ? 0 : most / given.length,
    ...(comparedAs === undefined ? {} : { type: comparedAs }),
  };
}

const LONGEST_SHORT = 48;

/** The type that more than half of the answers have by their form; undefined when there is none. */
function commonType(answers: readonly string[]): AnswerType | undefined {
  const tally = new Map<AnswerType, number>();
  for (const answer of answers) {
    const type = formOf(plainText(answer));
    if (type !== undefined) tally.set(type, (tally.get(type) ?? 0) + 1);
  }
  for (const [type, count] of tally) if (count * 2 > answers.length) return type;
  return undefined;
}

/** What a short answer is by its form. A sentence is none of them. */
function formOf(text: string): AnswerType | undefined {
  if (text.length > LONGEST_SHORT) return undefined;
  if (/^\(?[A-Za-z]\)?[.:]?$/.test(text) || /^\([A-Za-z]\)\s/.test(text)) return 'choice';
  if (/^(yes|no|true|false)\b/i.test(text)) return 'boolean';
  return holdsOneNumber(text) && readTyped(text, 'number') !== undefined ? 'number' : undefined;
}

/** True for a number alone or with a unit of up to three words behind it: `12`, `$3.50`, `12 red apples`. */
function holdsOneNumber(text: string): boolean {
  return /^[-+−–]?\s?\p{Sc}?\s?[-+−–]?\.?\d[\d.,/'’ \u00a0]*(?:\s?[%°\p{Sc}]|\s?\p{L}[\p{L}./²³]*){0,4}[.。]?$/u.test(
    text,
  );
}
