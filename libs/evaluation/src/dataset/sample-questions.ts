import type { Question } from '../question';
import { seededOrder } from '../random/seeded-order';

/**
 * At most `limit` questions, drawn by the seed, in the order of the file. The same seed with a higher limit draws the same
 * ones and more. Without a limit all of them.
 */
export function sampleQuestions(questions: readonly Question[], seed: number, limit?: number): Question[] {
  if (limit === undefined || limit >= questions.length) return [...questions];
  const drawn = new Set(seededOrder(questions, seed).slice(0, limit));
  return questions.filter((question) => drawn.has(question));
}
