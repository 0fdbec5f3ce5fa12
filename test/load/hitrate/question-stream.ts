import { seededRandom } from '@app/cache/testing';

const PRECISION = 0xffffffff;

/** What a stream of questions is like. */
export interface StreamOptions {
  requests: number;
  /** Different questions that keep coming back. */
  questions: number;
  /** Exponent of Zipf's law: question n is asked in proportion to 1 / n^exponent. */
  exponent: number;
  /** Share of questions that nobody asks twice, 0 to 1. */
  unique: number;
  seed: number;
}

/** A help desk: few questions make most of the traffic, and every twelfth is new. */
export const REPEAT_HEAVY: StreamOptions = { requests: 50_000, questions: 2_000, exponent: 1.1, unique: 0.08, seed: 7 };

/** Questions by Zipf's law, the same for the same seed. */
export function questionStream({ requests, questions, exponent, unique, seed }: StreamOptions): string[] {
  const random = seededRandom(seed);
  const chance = (): number => random(PRECISION) / PRECISION;
  const sums: number[] = [];
  let total = 0;
  for (let n = 1; n <= questions; n++) sums.push((total += n ** -exponent));
  return Array.from({ length: requests }, (_, at) => {
    if (chance() < unique) return `new ${at}`;
    const drawn = chance() * total;
    let [low, high] = [0, sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? 0) < drawn) low = middle + 1;
      else high = middle;
    }
    return `question ${low}`;
  });
}
