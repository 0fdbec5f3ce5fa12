import { ANSWER_TYPES, readExpected } from '@app/answers';
import { isJsonObject, type JsonObject, type JsonValue } from '@app/kernel';
import { textOf, type DatasetEntry } from './dataset-entry';
import type { DatasetFormat } from './dataset-format';

const QUESTION_FIELDS = ['question', 'problem', 'input', 'prompt'] as const;
const ANSWER_FIELDS = ['answer', 'target', 'expected', 'final_answer', 'label'] as const;
const GSM8K_ANSWER = /####[ \t]*\S[^\n]*$/;

const READERS: { readonly [Format in DatasetFormat]: (fields: JsonObject) => DatasetEntry } = {
  gsm8k: readGsm8k,
  svamp: readSvamp,
  bbh: readBigBenchHard,
  jsonl: readPlain,
};

/** One question out of one value of a file of this format. */
export function readEntry(format: DatasetFormat, value: JsonValue): DatasetEntry {
  return isJsonObject(value) ? READERS[format](value) : { problem: 'is no JSON object' };
}

function readGsm8k(fields: JsonObject): DatasetEntry {
  const text = textOf(fields['question']);
  if (text === undefined) return { problem: 'has no question' };
  const answer = textOf(fields['answer']) ?? '';
  if (!GSM8K_ANSWER.test(answer)) return { problem: 'has no answer that ends in "#### NUMBER"' };
  return { ...idOf(fields), text, expected: readExpected('gsm8k', answer) };
}

function readSvamp(fields: JsonObject): DatasetEntry {
  const [body, question, answer] = [textOf(fields['Body']), textOf(fields['Question']), textOf(fields['Answer'])];
  if (question === undefined) return { problem: 'has no Question' };
  if (answer === undefined) return { problem: 'has no Answer' };
  const id = textOf(fields['ID']);
  const text = body === undefined ? question : `${body.replace(/(?<![.!?])$/, '.')} ${question}`;
  return { ...(id === undefined ? {} : { id }), text, expected: readExpected('svamp', answer) };
}

function readBigBenchHard(fields: JsonObject): DatasetEntry {
  const [text, answer] = [textOf(fields['input']), textOf(fields['target'])];
  if (text === undefined) return { problem: 'has no input' };
  if (answer === undefined) return { problem: 'has no target' };
  return { ...idOf(fields), text, expected: readExpected('bbh', answer) };
}

function readPlain(fields: JsonObject): DatasetEntry {
  const text = firstText(fields, QUESTION_FIELDS);
  const answer = firstText(fields, ANSWER_FIELDS);
  if (text === undefined) return { problem: `has no question (a text in ${QUESTION_FIELDS.join(', ')})` };
  if (answer === undefined) return { problem: `has no answer (in ${ANSWER_FIELDS.join(', ')})` };
  const type = ANSWER_TYPES.find((known) => known === fields['type']);
  const isTyped = typeof fields['type'] === 'string' && fields['type'] !== '';
  if (isTyped && type === undefined) return { problem: `has a type that is none of ${ANSWER_TYPES.join(', ')}` };
  return { ...idOf(fields), text, expected: readExpected('plain', answer, type) };
}

function firstText(fields: JsonObject, names: readonly string[]): string | undefined {
  return names.map((name) => textOf(fields[name])).find((text) => text !== undefined);
}

function idOf(fields: JsonObject): { id?: string } {
  const id = textOf(fields['id']);
  return id === undefined ? {} : { id };
}
