import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { isExpected, readExpected } from '@app/answers';
import { isJsonObject } from '@app/kernel';
import { finalAnswerOf } from './final-answer';

/** One recorded output of a model and the right answer. */
interface RecordedAnswer {
  prediction: string;
  target: string;
}

/** How many of 250 outputs are right by the published accuracies (Suzgun et al. 2022, arXiv:2210.09261, table 2). */
const PUBLISHED: Readonly<Record<string, number>> = {
  'bbh-direct-object_counting.json': 113,
  'bbh-cot-object_counting.json': 233,
  'bbh-direct-word_sorting.json': 126,
  'bbh-cot-word_sorting.json': 101,
};

/**
 * Reads recorded outputs of BIG-Bench-Hard as a strategy and the evaluation would and counts the right ones. The count has to
 * be the published one, or the one that the file gives as `correct`. Returns what is wrong.
 */
export function runRecordedAnswers(path: string): string[] {
  const file: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (!isJsonObject(file) || !Array.isArray(file['outputs'])) return ['it has no list of outputs'];
  const all: unknown[] = file['outputs'];
  const outputs = all.filter(isRecordedAnswer);
  const wanted = PUBLISHED[basename(path)] ?? file['correct'];
  if (typeof wanted !== 'number') return ['how many should be right is not known: give it as `correct`'];
  const right = outputs.filter(({ prediction, target }) =>
    isExpected(finalAnswerOf(prediction), readExpected('bbh', target)),
  );
  const share = (count: number): string =>
    `${count} of ${outputs.length} (${((100 * count) / outputs.length).toFixed(1)} %)`;
  return right.length === wanted
    ? []
    : [`${share(wanted)} are right as published, ${share(right.length)} were read so`];
}

function isRecordedAnswer(value: unknown): value is RecordedAnswer {
  return isJsonObject(value) && typeof value['prediction'] === 'string' && typeof value['target'] === 'string';
}
