import { isJsonObject, type JsonValue } from '@app/kernel';
import type { PlacedValue } from './dataset-entry';

/** The values of a file with their places, and which form the file has. */
export interface PlacedValues {
  form: 'lines' | 'list' | 'examples';
  values: PlacedValue[];
  /** Lines that are no JSON, as sentences. */
  problems: string[];
}

/**
 * Takes a file apart: one JSON text (a list, or an object with a list `examples`), else one JSON text a line. Empty lines and
 * a byte order mark do not count.
 */
export function placeValues(file: string): PlacedValues {
  const text = file.replace(/^\uFEFF/, '');
  const whole = parse(text);
  if (Array.isArray(whole)) return { form: 'list', values: number(whole), problems: [] };
  if (isJsonObject(whole) && Array.isArray(whole['examples'])) {
    return { form: 'examples', values: number(whole['examples']), problems: [] };
  }
  return placeLines(text);
}

function placeLines(text: string): PlacedValues {
  const values: PlacedValue[] = [];
  const problems: string[] = [];
  text.split('\n').forEach((line, i) => {
    if (line.trim() === '') return;
    const value = parse(line);
    if (value === undefined) problems.push(`Line ${i + 1} is no JSON.`);
    else values.push({ number: i + 1, value });
  });
  return { form: 'lines', values, problems };
}

function number(list: readonly JsonValue[]): PlacedValue[] {
  return list.map((value, i) => ({ number: i + 1, value }));
}

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined; // the caller names the line
  }
}
