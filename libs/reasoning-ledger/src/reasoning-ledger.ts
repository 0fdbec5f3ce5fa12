import type { Principal } from '@app/kernel';
import type { OpaqueReasoning } from '@app/model';

/** Whose reasoning. Nobody else's is ever found. */
export type LedgerOwner = Pick<Principal, 'organisationId' | 'userId'>;

/** The reasoning of one assistant message, as its provider gave it. */
export interface LedgerEntry {
  /** Name of the provider that gave it. */
  provider: string;
  /** The name that the provider's API knows the model by. */
  model: string;
  /** In order, unmodified. */
  blocks: OpaqueReasoning[];
}

/**
 * Where the providers' own reasoning is kept between turns. It is found by keys that are hashes; a key that is kept again names the
 * newer entry. What comes out is what went in, byte for byte in every text. Never shown and never logged.
 */
export abstract class ReasoningLedger {
  /** The entries of those keys that are known, by key in hexadecimal. */
  abstract find(owner: LedgerOwner, keys: readonly Buffer[]): Promise<Map<string, LedgerEntry>>;

  /** Keeps an entry under all of the keys. */
  abstract keep(owner: LedgerOwner, keys: readonly Buffer[], entry: LedgerEntry): Promise<void>;

  /** Forgets everything of a user. Returns how many entries that were. */
  abstract forget(owner: LedgerOwner): Promise<number>;

  /** Forgets entries that are past their time. Returns how many. */
  abstract expire(): Promise<number>;
}
