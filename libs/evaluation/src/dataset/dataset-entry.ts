import type { ExpectedAnswer } from '@app/answers';
import type { JsonValue } from '@app/kernel';

/** A JSON value of a question file and where it stands. */
export interface PlacedValue {
  /** Number of the line, or of the entry in a file that is one JSON text; from 1. */
  number: number;
  value: JsonValue;
}

/** What a reader makes of one value: a question, or why it is none, as a clause such as `has no question`. */
export type DatasetEntry = { id?: string; text: string; expected: ExpectedAnswer } | { problem: string };

/** The text of a value that may stand for a text: a string that is not blank, a number or a truth value. */
export function textOf(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
