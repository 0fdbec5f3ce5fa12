import { answerKey } from './answer-key';
import { findMarkedAnswer } from './marked-answer';
import { readAnswer } from './read-answer';
import { normaliseAnswer, type AnswerType } from './normalise-answer';

/** The sets of questions whose expected answers are understood; `plain` is any other. */
export const QUESTION_SETS = ['gsm8k', 'svamp', 'bbh', 'plain'] as const;

/** One of {@link QUESTION_SETS}. */
export type QuestionSet = (typeof QUESTION_SETS)[number];

/** What the right answer of a question is, and how answers are compared with it. */
export interface ExpectedAnswer {
  /** As the set has it, the solution before it left out. */
  text: string;
  type: AnswerType;
}

/**
 * Reads the right answer as a set writes it. GSM8K: the number behind `####`. SVAMP: a number such as `15.0`.
 * BIG-Bench-Hard: an option in brackets, yes or no (also True, False), a number, a list of words, else text. `plain`: the
 * same by its form, except that several words are text, unless they are said to be a list.
 */
export function readExpected(set: QuestionSet, raw: string, type?: AnswerType): ExpectedAnswer {
  const text = (set === 'gsm8k' ? (findMarkedAnswer(raw) ?? raw) : raw).trim();
  if (type !== undefined) return { text, type };
  if (set === 'gsm8k' || set === 'svamp') return { text, type: 'number' };
  return { text, type: typeOf(text, set === 'bbh') };
}

/** True when the answer is the expected one. False also for an answer that is not of its type. */
export function isExpected(answer: string, { text, type }: ExpectedAnswer): boolean {
  if (type !== 'text' && readAnswer(answer, type) === undefined) return false;
  return answerKey(answer, type) === answerKey(text, type);
}

function typeOf(text: string, listsCount: boolean): AnswerType {
  if (/^\([A-Za-z]\)$/.test(text)) return 'choice';
  if (/^(yes|no|true|false)$/i.test(text)) return 'boolean';
  if (/^-?[\d.,/]+$/.test(normaliseAnswer(text)) && /\d/.test(text)) return 'number';
  return listsCount && /^[^\s]*\p{L}[^\s]*(\s+[^\s]*\p{L}[^\s]*)+$/u.test(text) ? 'words' : 'text';
}
