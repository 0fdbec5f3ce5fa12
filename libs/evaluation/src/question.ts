import type { ExpectedAnswer } from '@app/answers';

/** One question with the answer that counts as right. */
export interface Question {
  /** Unique in its file: given there, else the number of its line or entry. */
  id: string;
  /** What the model is asked. */
  text: string;
  expected: ExpectedAnswer;
}
