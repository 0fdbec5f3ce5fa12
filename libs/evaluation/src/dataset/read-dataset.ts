import { isJsonObject } from '@app/kernel';
import type { Question } from '../question';
import type { DatasetFormat } from './dataset-format';
import { placeValues, type PlacedValues } from './place-values';
import { readEntry } from './read-entry';

/** A question file, read. */
export interface Dataset {
  format: DatasetFormat;
  /** In the order of the file. */
  questions: Question[];
  /** One sentence for each line (or entry) that holds no question, such as `Line 3 has no answer.` */
  problems: string[];
}

/**
 * Reads the text of a question file: JSON lines, a JSON list or a JSON object with `examples`, in any format. Without a format it
 * is told from the first question. A file without any value gives one problem that says so; nothing is thrown. Linear in the length
 * of the text.
 */
export function readDataset(file: string, format?: DatasetFormat): Dataset {
  const placed = placeValues(file);
  const known = format ?? detectFormat(placed);
  if (placed.values.length + placed.problems.length === 0) {
    return { format: known, questions: [], problems: ['The file holds no question.'] };
  }
  const place = placed.form === 'lines' ? 'Line' : 'Entry';
  const questions: Question[] = [];
  const problems = [...placed.problems];
  const seen = new Map<string, number>();
  for (const { number, value } of placed.values) {
    const entry = readEntry(known, value);
    if ('problem' in entry) {
      problems.push(`${place} ${number} ${entry.problem}.`);
      continue;
    }
    const id = entry.id ?? String(number);
    const before = seen.get(id);
    if (before !== undefined) {
      problems.push(`${place} ${number} has the id of ${place.toLowerCase()} ${before}.`);
      continue;
    }
    seen.set(id, number);
    questions.push({ id, text: entry.text, expected: entry.expected });
  }
  return { format: known, questions, problems };
}

/** The format that the first question shows by its fields. */
function detectFormat({ form, values }: PlacedValues): DatasetFormat {
  if (form === 'examples') return 'bbh';
  const first = values.find(({ value }) => isJsonObject(value))?.value;
  if (!isJsonObject(first)) return 'jsonl';
  if ('Body' in first && 'Question' in first) return 'svamp';
  if ('input' in first && 'target' in first && !('question' in first)) return 'bbh';
  const answer = first['answer'];
  return typeof answer === 'string' && /####\s*\S/.test(answer) ? 'gsm8k' : 'jsonl';
}
