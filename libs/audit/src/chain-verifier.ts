import { FIRST_HASH, linkHash, type ChainLink } from './chain';
import type { Checkpoint } from './checkpoint';

/** What can be wrong with a chain, in the order in which it is looked for. */
export type ChainProblem =
  /** Entries before this one are missing. */
  | 'missing'
  /** It does not follow on the entry before it. */
  | 'wrong_previous_hash'
  /** It is not what its hash was made of. */
  | 'changed'
  /** It is in the trail of an organisation that it does not tell of. */
  | 'foreign'
  /** A signed checkpoint says that another entry was here: the chain was rewritten. */
  | 'differs_from_checkpoint'
  /** A signed checkpoint, or the end that the database keeps, is later than the last entry: the tail was cut off. */
  | 'tail_missing'
  /** A checkpoint is not signed by a known key. */
  | 'forged_checkpoint'
  /** Only of a file: it begins later than it says itself, or than it was said to. */
  | 'head_missing'
  /** Only of a file: a line is none of a trail, and others follow it. */
  | 'bad_line';

/** The first thing that is wrong with a chain. */
export interface ChainFlaw {
  readonly problem: ChainProblem;
  /** The first bad entry: its number, or the number that is missing. */
  readonly sequence: number;
  readonly message: string;
}

/** Where a verification begins: after this entry. */
export interface ChainStart {
  readonly sequence: number;
  readonly hash: string;
}

/** Before the first entry of a chain. */
export const CHAIN_START: ChainStart = { sequence: 0, hash: FIRST_HASH };

/**
 * Checks one chain link by link, in order, in memory of O(checkpoints). The checkpoints must be authentic ones of the same
 * organisation; two hashes a link are all that it costs.
 */
export class ChainVerifier {
  private readonly expected = new Map<number, string>();
  private readonly latest: number;
  private at: ChainStart;

  constructor(
    private readonly organisationId: string,
    checkpoints: readonly Pick<Checkpoint, 'sequence' | 'hash'>[] = [],
    start: ChainStart = CHAIN_START,
  ) {
    for (const { sequence, hash } of checkpoints) this.expected.set(sequence, hash);
    this.latest = checkpoints.reduce((most, { sequence }) => Math.max(most, sequence), 0);
    this.at = start;
  }

  /** The last good link. */
  get end(): ChainStart {
    return this.at;
  }

  /** Takes the next link; returns what is wrong with it. After a flaw, nothing more can be said. */
  check(link: ChainLink): ChainFlaw | undefined {
    const { sequence, hash } = link;
    const expected = this.at.sequence + 1;
    if (sequence !== expected) return flaw('missing', expected, `Entry ${expected} is missing: ${sequence} follows.`);
    if (link.previousHash !== this.at.hash) {
      return flaw('wrong_previous_hash', sequence, `Entry ${sequence} does not follow on entry ${this.at.sequence}.`);
    }
    if (linkHash({ ...link, organisationId: this.organisationId }) !== hash) {
      return flaw('changed', sequence, `Entry ${sequence} is not what its hash was made of.`);
    }
    if (organisationOf(link.entry) !== this.organisationId) {
      return flaw('foreign', sequence, `Entry ${sequence} belongs to another organisation.`);
    }
    const signed = this.expected.get(sequence);
    if (signed !== undefined && signed !== hash) {
      const message = `Entry ${sequence} is not the one that was there when the checkpoint was signed.`;
      return flaw('differs_from_checkpoint', sequence, message);
    }
    this.at = { sequence, hash };
    return undefined;
  }

  /** Says after the last link whether more must have been there. */
  finish(): ChainFlaw | undefined {
    if (this.latest <= this.at.sequence) return undefined;
    const sequence = this.at.sequence + 1;
    return flaw('tail_missing', sequence, `Entries ${sequence} to ${this.latest} are missing at the end.`);
  }
}

function flaw(problem: ChainProblem, sequence: number, message: string): ChainFlaw {
  return { problem, sequence, message };
}

function organisationOf(entry: string): unknown {
  try {
    return (JSON.parse(entry) as { organisationId?: unknown }).organisationId;
  } catch {
    return undefined; // no entry of ours: it belongs to nobody
  }
}
