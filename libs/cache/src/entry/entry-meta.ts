import type { CacheScope } from '../key/cache-scope';

/** What is known of a stored answer beside the answer. */
export interface EntryMeta {
  readonly scope: CacheScope;
  /** Hash of its key. */
  readonly hash: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** How long it counts as fresh, milliseconds. */
  readonly freshMs: number;
  /** How long after that it may be given while it is made anew, milliseconds. */
  readonly revalidateMs: number;
  /** How long after `freshMs` it may be given when making it anew fails, milliseconds. */
  readonly onErrorMs: number;
  /** How long it took to make, milliseconds: what a hit saves. */
  readonly fillMs: number;
  /** What it cost, millionths of a US dollar. Absent: unknown. */
  readonly costMicroUsd?: number;
  /** Catalogue id of the model that answered. */
  readonly model: string;
  readonly strategy: string;
  /** The conversation it was asked in. Absent: none. */
  readonly conversationId?: string;
  /** Words that the asker gave it, to be found by. */
  readonly tags?: readonly string[];
  /** Whose question made it. Absent: of a scope of one user that user's, else unknown. */
  readonly maker?: CacheMaker;
}

/** The user whose question made an answer. */
export interface CacheMaker {
  readonly organisationId: string;
  readonly userId: string;
}

/** Whose question made it, as far as that is known. */
export function makerOf({ maker, scope }: Pick<EntryMeta, 'maker' | 'scope'>): CacheMaker | undefined {
  return scope.level === 'user' ? scope : maker;
}

/** How good a stored answer is now. `expired`: only while making it anew fails, if at all. */
export type Freshness = 'fresh' | 'stale' | 'expired';

/** Milliseconds since it was made; 0 for one of a clock that is ahead of ours. */
export function ageMs({ createdAt }: EntryMeta, now: number): number {
  return Math.max(0, now - createdAt);
}

/** How good it is at a time. */
export function freshnessOf(meta: EntryMeta, now: number): Freshness {
  const age = ageMs(meta, now);
  if (age < meta.freshMs) return 'fresh';
  return age < meta.freshMs + meta.revalidateMs ? 'stale' : 'expired';
}

/** Whether it may stand in for one that could not be made. */
export function servesOnError(meta: EntryMeta, now: number): boolean {
  return ageMs(meta, now) < meta.freshMs + Math.max(meta.onErrorMs, meta.revalidateMs);
}

/** How long the store keeps it from its making on, milliseconds. */
export function keptMs({ freshMs, revalidateMs, onErrorMs }: EntryMeta): number {
  return freshMs + Math.max(revalidateMs, onErrorMs);
}

/**
 * Whether to make a fresh one anew now, so that it never expires under load: XFetch (Vattani, Chierichetti, Lowenstein, "Optimal
 * Probabilistic Cache Stampede Prevention", VLDB 2015, algorithm 3). The nearer its end and the longer it takes to make, the
 * likelier.
 *
 * @param random 0 (exclusive) to 1.
 * @param beta above 1 is earlier; 0 is never.
 */
export function isDueEarly(meta: EntryMeta, now: number, random: number, beta: number): boolean {
  return ageMs(meta, now) - meta.fillMs * beta * Math.log(random) >= meta.freshMs;
}

/** A time that differs by up to a share, up or down, so that what was made together does not end together. */
export function withJitter(timeMs: number, share: number, random: number): number {
  return Math.max(1, Math.round(timeMs * (1 + share * (2 * random - 1))));
}
