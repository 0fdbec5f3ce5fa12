import type { Question } from '../question';
import type { AnswerOutcome } from '../run/answerer';
import { askAnswerer, type Asking } from '../run/ask-answerer';
import type { Run } from '../run/evaluation-plan';
import { questionMaterial, solutionMaterial, stepsMaterial } from './judge-material';
import type { JudgeEffort, JudgeStatus, PreferenceRecord, RatingRecord } from './judge-record';
import { parsePreference, parseRating } from './parse-verdict';
import { comparisonPrompt, ratingPrompt } from './rubric';

/** An answer that a judge is to see. */
export interface JudgedAnswer {
  run: Run;
  question: Question;
  outcome: AnswerOutcome;
}

/** The steps that have text. */
export function stepsOf({ outcome }: JudgedAnswer): string[] {
  return outcome.steps.filter((step) => step.trim() !== '');
}

/** Asks the judge for the scores of the steps of one answer. */
export async function rateSteps(
  asking: Asking,
  judge: string,
  answer: JudgedAnswer,
  signal: AbortSignal,
): Promise<RatingRecord> {
  const { run, question } = answer;
  const steps = stepsOf(answer);
  const prompt = ratingPrompt(`${questionMaterial(question.text)}\n\n${stepsMaterial(steps)}`, steps.length);
  const { effort, reply } = await ask(asking, judge, prompt, signal);
  const scores = reply === undefined ? undefined : parseRating(reply, steps.length);
  const record = { kind: 'rating', judge, model: run.model, strategy: run.strategy, questionId: question.id } as const;
  const status = statusOf(reply, scores);
  return { ...record, status, ...(scores === undefined ? {} : { scores }), effort };
}

/** Asks the judge which of two answers is better. */
export async function comparePair(
  asking: Asking,
  judge: string,
  { first, second, shownAsA }: { first: JudgedAnswer; second: JudgedAnswer; shownAsA: 'first' | 'second' },
  signal: AbortSignal,
): Promise<PreferenceRecord> {
  const [a, b] = shownAsA === 'first' ? [first, second] : [second, first];
  const material = [
    questionMaterial(first.question.text),
    solutionMaterial('A', stepsOf(a), a.outcome.finalAnswer),
    solutionMaterial('B', stepsOf(b), b.outcome.finalAnswer),
  ].join('\n\n');
  const { effort, reply } = await ask(asking, judge, comparisonPrompt(material), signal);
  const shown = reply === undefined ? undefined : parsePreference(reply);
  const shownAsB = shownAsA === 'first' ? 'second' : 'first';
  const preferred = shown === undefined || shown === 'tie' ? shown : shown === 'A' ? shownAsA : shownAsB;
  return {
    kind: 'preference',
    judge,
    first: first.run,
    second: second.run,
    questionId: first.question.id,
    shownAsA,
    status: statusOf(reply, preferred),
    ...(preferred === undefined ? {} : { preferred }),
    effort,
  };
}

async function ask(
  asking: Asking,
  judge: string,
  prompt: string,
  signal: AbortSignal,
): Promise<{ effort: JudgeEffort; reply?: string }> {
  const asked = await askAnswerer(asking, { question: prompt, model: judge, strategy: 'direct' }, signal);
  if ('error' in asked) return { effort: {} };
  const { finalAnswer, inputTokens, outputTokens, costMicroUsd } = asked.outcome;
  return {
    reply: finalAnswer,
    effort: {
      ...(inputTokens === undefined ? {} : { inputTokens }),
      ...(outputTokens === undefined ? {} : { outputTokens }),
      ...(costMicroUsd === undefined ? {} : { costMicroUsd }),
    },
  };
}

function statusOf(reply: string | undefined, judged: unknown): JudgeStatus {
  if (reply === undefined) return 'error';
  return judged === undefined ? 'unparsed' : 'judged';
}
