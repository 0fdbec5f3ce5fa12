/** A question that was asked, as it is counted. */
export interface ObservedQuestion {
  /** Tells questions apart: the hash of the answer's key. */
  readonly id: string;
  /** What is needed to ask it again, as text. */
  readonly question: string;
  /** Whose it is, to be forgotten with them. */
  readonly owner: string;
  /** How often it was asked since it was last told. */
  readonly times: number;
  /** When it was asked last, epoch milliseconds. */
  readonly lastAt: number;
}

/** A question that is worth asking again. */
export interface PopularQuestion {
  readonly id: string;
  readonly question: string;
  /** Its place in the list, from 0. */
  readonly rank: number;
  /** About how often it was asked, older times counting less; for `recent`, epoch milliseconds of the last time. */
  readonly weight: number;
  /** By how much the weight may be too high; 0 as long as there was room for every question, and for `recent`. */
  readonly overcount: number;
  /** When it was asked last, epoch milliseconds. Absent: so long ago that it is not among the last ones. */
  readonly lastAt?: number;
}

/**
 * The questions that are asked most, and those asked last, in bounded memory: space-saving (Metwally, Agrawal, El Abbadi, "Efficient
 * Computation of Frequent and Top-k Elements in Data Streams", ICDT 2005) with weights that halve in a given time, by forward decay
 * (Cormode, Shkapenyuk, Srivastava, Xu, ICDE 2009). A question asked in more than 1/k of the cases is never missed; a weight may be
 * too high by that of the least of the k, never too low, as long as it is the number of questions and not their size that makes room.
 */
export abstract class PopularQuestions {
  /** Counts questions. Costs O(questions x log k). */
  abstract observe(questions: readonly ObservedQuestion[]): Promise<void>;

  /**
   * The most asked ones, the most popular first. Costs O(limit), of some owners O(k) at worst.
   *
   * @param from rank of the first. Default: 0. To read on, the one behind the last that came; none come behind the end.
   * @param owners only those whose owner begins so. Default: all. Ranks are those among all.
   */
  abstract top(limit: number, from?: number, owners?: string): Promise<PopularQuestion[]>;

  /** The last asked ones, the latest first, from a rank on as {@link top}. */
  abstract recent(limit: number, from?: number): Promise<PopularQuestion[]>;

  /** Forgets those of an owner, and tells how many there were. Costs O(k). */
  abstract forget(owner: string): Promise<number>;
}

/** How much is remembered, and for how long. */
export interface PopularityLimits {
  /** Questions that are counted at a time, and of the last ones. */
  readonly most: number;
  /** What all of them may take, bytes, at {@link questionBytes} each. Those that were not worth most make room. */
  readonly mostBytes: number;
  /** Time in which a weight halves, milliseconds. */
  readonly halfLifeMs: number;
}

/** What a remembered question takes beside its text in the lists of Redis, bytes: some 400 were measured. */
export const QUESTION_OVERHEAD_BYTES = 512;

/** About what a question takes. */
export function questionBytes(text: string): number {
  return QUESTION_OVERHEAD_BYTES + Buffer.byteLength(text);
}
