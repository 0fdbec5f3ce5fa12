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

/**
 * Reads a line of a trail file. The entry's canonical form is made anew. Undefined when it is none, as one that was cut off: the
 * file says no more than that.
 */
export function readTrailLine(text: string): ChainLink | TrailEnd | undefined {
  const line = parse(text);
  if (line === undefined) return undefined;
  const { end, sequence, previousHash, hash, entry } = line;
  if (end !== undefined) return isCheckpoint(end) ? { end } : undefined;
  if (typeof sequence !== 'number' || typeof previousHash !== 'string' || typeof hash !== 'string') return undefined;
  const organisationId: unknown = entry?.organisationId;
  if (typeof organisationId !== 'string') return undefined;
  return { organisationId, sequence, previousHash, hash, entry: String(canonicalize(entry)) };
}

function parse(text: string): Partial<TrailLine & TrailEnd> | undefined {
  try {
    const line: unknown = JSON.parse(text);
    return typeof line === 'object' && line !== null ? line : undefined;
  } catch {
    return undefined; // cut off, or another file: the caller says which line
  }
}

function isCheckpoint(end: unknown): end is Checkpoint {
  if (typeof end !== 'object' || end === null) return false;
  const { organisationId, sequence, hash, at, keyId, signature } = end as Partial<Record<keyof Checkpoint, unknown>>;
  return (
    [organisationId, hash, keyId, signature].every((text) => typeof text === 'string') &&
    [sequence, at].every((number) => typeof number === 'number')
  );
}
