import type { Question } from '../question';
import type { AnswerRecord } from '../run/answer-record';
import { measureSteps, type StepMeasures } from '../steps/measure-steps';
import type { StepSummary } from './evaluation-report';
import { share } from './share';

/** Measures the steps of a run's answers. Undefined when no answer has steps. */
export function summariseSteps(
  records: readonly AnswerRecord[],
  questions: ReadonlyMap<string, Question>,
): StepSummary | undefined {
  const measured = records
    .map((record) => measure(record, questions.get(record.questionId)))
    .filter((measures) => measures !== undefined && measures.steps > 0) as StepMeasures[];
  if (measured.length === 0) return undefined;
  const withEquations = measured.filter(({ equations }) => equations > 0);
  const entailable = measured.filter(({ lastStepEntails }) => lastStepEntails !== undefined);
  const countOf = (list: readonly StepMeasures[], is: (measures: StepMeasures) => boolean) =>
    share(list.filter(is).length, list.length);
  return {
    answers: measured.length,
    stepsPerAnswer: sum(measured, ({ steps }) => steps) / measured.length,
    equations: sum(measured, ({ equations }) => equations),
    equationsHeld: sum(measured, ({ equationsHeld }) => equationsHeld),
    soundAnswers: countOf(withEquations, ({ equations, equationsHeld }) => equations === equationsHeld),
    entailed: countOf(entailable, ({ lastStepEntails }) => lastStepEntails === true),
    repeating: countOf(measured, ({ repeatedSteps }) => repeatedSteps > 0),
    skipping: countOf(withEquations, ({ skippedSteps }) => skippedSteps > 0),
  };
}

function measure({ outcome }: AnswerRecord, question: Question | undefined): StepMeasures | undefined {
  if (outcome === undefined || question === undefined) return undefined;
  const { steps, finalAnswer } = outcome;
  return measureSteps({ question: question.text, steps, finalAnswer, type: question.expected.type });
}

function sum(measured: readonly StepMeasures[], of: (measures: StepMeasures) => number): number {
  return measured.reduce((total, measures) => total + of(measures), 0);
}
