import canonicalize from 'canonicalize';
import type { AuditRecord } from './audit-entry';
import type { ChainLink } from './chain';
import type { Checkpoint } from './checkpoint';

/**
 * A trail as lines of JSON: one for each entry, in order, and a last one that says that this was all, signed. Archives, exports and
 * the offline verification share it.
 */
export interface TrailLine {
  readonly sequence: number;
  readonly previousHash: string;
  readonly hash: string;
  readonly entry: AuditRecord;
}

/** The last line of a trail file. */
export interface TrailEnd {
  readonly end: Checkpoint;
}

/** The line of a link, without a line end. */
export function toTrailLine({ sequence, previousHash, hash, entry }: ChainLink): string {
  // The entry is its canonical form already.
  return `{"sequence":${sequence},"previousHash":"${previousHash}","hash":"${hash}","entry":${entry}}`;
}

/** The last line, without a line end. */
export function toTrailEnd(end: Checkpoint): string {
  return JSON.stringify({ end } satisfies TrailEnd);
}

/** Reads a line of a trail file. The entry's canonical form is made anew. Throws an Error when it is none. */
export function readTrailLine(text: string): ChainLink | TrailEnd {
  const line = JSON.parse(text) as Partial<TrailLine & TrailEnd>;
  if (typeof line.end === 'object') return { end: line.end };
  const { sequence, previousHash, hash, entry } = line;
  if (typeof sequence !== 'number' || typeof previousHash !== 'string' || typeof hash !== 'string') {
    throw new Error('This is no line of an audit trail.');
  }
  const organisationId: unknown = entry?.organisationId;
  if (typeof organisationId !== 'string') throw new Error('This entry says no organisation.');
  return { organisationId, sequence, previousHash, hash, entry: String(canonicalize(entry)) };
}
