import { readFileSync } from 'node:fs';
import { isJsonObject, type JsonValue } from '@app/kernel';
import type { AnswerType, Locale } from '@app/reasoning';

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
  const cases: ConformanceCase[] = [];
  for (const [index, line] of readFileSync(path, 'utf8').split('\n').entries()) {
    if (line.trim() === '') continue;
    const value: unknown = JSON.parse(line);
    if (!isCase(value)) throw new Error(`${path}:${index + 1} is no conformance case`);
    cases.push(value);
  }
  return cases;
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
