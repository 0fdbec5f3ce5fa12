import type { JsonValue } from '@app/kernel';
import { normaliseAnswer, type AnswerType } from '@app/answers';
import type { ConformanceCase, ExpectedStep } from './conformance-case';

/** What was read, in the form in which cases state what they expect. */
export interface Reading {
  steps: ExpectedStep[];
  finalAnswer: string | null;
  complete: boolean;
  warnings: string[];
}

/** How a reading differs from what a case expects, one line for each field; empty when it does not. */
export function differences(expected: ConformanceCase['expected'], reading: Reading, type?: AnswerType): string[] {
  const normalizedAnswer = reading.finalAnswer === null ? null : normaliseAnswer(reading.finalAnswer, type);
  const fields: [string, JsonValue, JsonValue][] = [
    ['steps', expected.steps, reading.steps],
    ['finalAnswer', expected.finalAnswer, reading.finalAnswer],
    ['normalizedAnswer', expected.normalizedAnswer, normalizedAnswer],
    ['complete', expected.complete, reading.complete],
    // Warnings are a set: which was noticed first says nothing.
    ['warnings', [...expected.warnings].sort(), [...reading.warnings].sort()],
  ];
  return fields
    .filter(([, wanted, got]) => canonical(wanted) !== canonical(got))
    .map(([name, wanted, got]) => `${name}: expected ${shorten(wanted)}, read ${shorten(got)}`);
}

/** JSON text in which the order of keys makes no difference. */
export function canonical(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonical(entry)}`).join()}}`;
}

function shorten(value: JsonValue): string {
  const text = JSON.stringify(value);
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}
