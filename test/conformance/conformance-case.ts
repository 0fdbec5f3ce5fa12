import { readFileSync } from 'node:fs';
import type { AnswerType } from '@app/answers';
import { isJsonObject, type JsonValue } from '@app/kernel';
import type { Locale } from '@app/reasoning';

/** One step as a case expects it. */
export type ExpectedStep = Record<string, JsonValue>;

/** One line of a cases file. README.md beside this file explains the fields. */
export interface ConformanceCase {
  id: string;
  category: string;
  description: string;
  kind: 'text' | 'wire';
  input: string;
  chunks?: JsonValue[];
  options?: { locales?: Locale[]; answerType?: AnswerType; dialect?: string };
  expected: {
    steps: ExpectedStep[];
    finalAnswer: string | null;
    normalizedAnswer: string | null;
    complete: boolean;
    warnings: string[];
  };
}

/** Reads a file of cases, one JSON object a line. Throws naming the line that is none. */
export function readCases(path: string): ConformanceCase[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.flatMap((line, index) => (line.trim() === '' ? [] : [readCase(line, `${path}:${index + 1}`)]));
}

function readCase(line: string, place: string): ConformanceCase {
  const value: unknown = JSON.parse(line);
  if (!isCase(value)) throw new Error(`${place} is no conformance case`);
  return value;
}

function isCase(value: unknown): value is ConformanceCase {
  return (
    isJsonObject(value) &&
    typeof value['id'] === 'string' &&
    typeof value['category'] === 'string' &&
    typeof value['input'] === 'string' &&
    (value['kind'] === 'text' || value['kind'] === 'wire') &&
    isJsonObject(value['expected'])
  );
}
