/** The scores of one step, 1 to 5 each. */
export interface StepScore {
  clarity: number;
  coherence: number;
}

/** What a judge prefers of two solutions, by where they were shown. */
export type Preference = 'A' | 'B' | 'tie';

/**
 * Reads the scores of exactly `steps` steps, in order, one line each such as `1: 4 5`. Undefined for anything else: a reply that has to be
 * interpreted is no measurement.
 */
export function parseRating(reply: string, steps: number): StepScore[] | undefined {
  const lines = reply.trim().split(/\s*\n\s*/);
  if (lines.length !== steps) return undefined;
  const scores = lines.map((line, i) => {
    const [, number, clarity, coherence] = /^(\d{1,3}): ?([1-5]) ([1-5])$/.exec(line) ?? [];
    return Number(number) === i + 1 ? { clarity: Number(clarity), coherence: Number(coherence) } : undefined;
  });
  return scores.every((score) => score !== undefined) ? scores : undefined;
}

/** Reads one word: A, B or TIE, in any case, with or without a full stop. Undefined for anything else. */
export function parsePreference(reply: string): Preference | undefined {
  const word = /^(a|b|tie)\.?$/i.exec(reply.trim())?.[1]?.toLowerCase();
  if (word === 'tie') return 'tie';
  return word === undefined ? undefined : word === 'a' ? 'A' : 'B';
}
