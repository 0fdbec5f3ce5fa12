import type { EvaluationReport } from './evaluation-report';

/** One line that says what was asked: set, questions, seed, samples. */
export function reportHeading({ dataset, questions, seed, samples, complete }: EvaluationReport): string {
  const parts = [
    `${questions} ${questions === 1 ? 'question' : 'questions'} of ${dataset}`,
    `seed ${seed}`,
    ...(samples === undefined ? [] : [`${samples} samples`]),
    ...(complete ? [] : ['not complete: some questions have no result yet']),
  ];
  return parts.join(', ');
}
