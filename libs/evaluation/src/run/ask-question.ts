import { OUT_OF_SCOPE } from '@app/contracts';
import type { Question } from '../question';
import type { AnswerRecord } from './answer-record';
import { askAnswerer, type Asking } from './ask-answerer';
import type { Run } from './evaluation-plan';
import { verdictOf } from './verdict-of';

/** Asks one question and compares its answer; a model that does not try has given none. Rejects as {@link askAnswerer} does. */
export async function askQuestion(
  asking: Asking,
  run: Run & { samples?: number },
  question: Question,
  signal: AbortSignal,
): Promise<AnswerRecord> {
  const { latencyMs, tries, ...asked } = await askAnswerer(asking, { ...run, question: question.text }, signal);
  const { model, strategy } = run;
  const record = { kind: 'answer', model, strategy, questionId: question.id, latencyMs, tries } as const;
  if ('error' in asked) return { ...record, verdict: 'error', error: asked.error };
  const { finalAnswer, warnings } = asked.outcome;
  const verdict = warnings.includes(OUT_OF_SCOPE) ? 'unparsed' : verdictOf(finalAnswer, question.expected);
  return { ...record, verdict, outcome: asked.outcome };
}
