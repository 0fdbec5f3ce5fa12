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

/** The forms in which each format comes. */
const FORM_OF: Readonly<Record<DatasetFormat, PlacedValues['form']>> = {
  gsm8k: 'lines',
  svamp: 'list',
  bbh: 'examples',
  jsonl: 'lines',
};

/**
 * Reads the text of a question file. Without a format it is told from the content. A file of another form than the format has
 * gives no question and one problem that says so; nothing is thrown. Linear in the length of the text.
 */
export function readDataset(file: string, format?: DatasetFormat): Dataset {
  const placed = placeValues(file);
  const known = format ?? detectFormat(placed);
  if (placed.form !== FORM_OF[known]) {
    const problem = `The file is ${describe(placed.form)}, and the format ${known} is ${describe(FORM_OF[known])}.`;
    return { format: known, questions: [], problems: [problem] };
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

/** The format that the first value shows. */
function detectFormat({ form, values }: PlacedValues): DatasetFormat {
  if (form === 'examples') return 'bbh';
  if (form === 'list') return 'svamp';
  const first = values.find(({ value }) => isJsonObject(value))?.value;
  const answer = isJsonObject(first) ? first['answer'] : undefined;
  return typeof answer === 'string' && /####\s*\S/.test(answer) ? 'gsm8k' : 'jsonl';
}

function describe(form: PlacedValues['form']): string {
  return { lines: 'one JSON object a line', list: 'a JSON list', examples: 'a JSON object with examples' }[form];
}
