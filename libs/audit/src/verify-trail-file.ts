import type { KeyObject } from 'node:crypto';
import type { AuditRecord } from './audit-entry';
import type { ChainLink } from './chain';
import { CHAIN_START, ChainVerifier, type ChainFlaw, type ChainStart } from './chain-verifier';
import { isAuthentic, type Checkpoint } from './checkpoint';
import { readTrailLine } from './trail-file';
import type { TrailVerdict } from './verify-trail';

/** An export signs its end when it is through; the entries of an archive are a day old when it is written, or older. */
const EXPORT_TAKES_AT_MOST_MS = 12 * 3_600_000;

/** What an offline verification compares with. */
export interface FileProofs {
  /** Public keys whose signatures count. Empty: signatures are not checked. */
  keys: readonly KeyObject[];
  /** Checkpoints from an anchor; those of other organisations are passed over. */
  checkpoints: readonly Checkpoint[];
  /** The entry that the file has to begin with. Default: the one that an export says itself, and any of another file. */
  from?: number;
}

/** What the verification of a file found. */
export interface FileVerdict extends TrailVerdict {
  /**
   * True when the file begins where it has to: at entry 1, where it was said to, or where an export says that it does. False: whether
   * there were entries before its first one in this file cannot be known from it.
   */
  readonly isStartKnown: boolean;
}

/**
 * Verifies a trail from its file, without database and network: every entry, its last line, and the checkpoints of the anchor. A
 * file that begins later than entry 1 (the rest is in an archive) is verified from there; {@link FileVerdict.isStartKnown} tells
 * whether that is where it has to begin. Memory does not grow with the file.
 *
 * @throws Error when the file is no trail at all.
 */
export async function verifyTrailFile(lines: AsyncIterable<string>, proofs: FileProofs): Promise<FileVerdict> {
  let reader: FileReader | undefined;
  let flaw: ChainFlaw | undefined;
  let isBroken = false;
  for await (const text of lines) {
    if (text === '') continue;
    if (isBroken) flaw = reader?.badLine();
    if (flaw !== undefined) break;
    const line = readTrailLine(text);
    if (line === undefined) {
      if (reader === undefined) throw new Error('The file is no audit trail: its first line is no line of one.');
      isBroken = true; // the end of a file that was cut off, unless another line follows
      continue;
    }
    reader ??= new FileReader('end' in line ? line.end : line, proofs);
    flaw = 'end' in line ? reader.close(line.end) : reader.take(line);
    if (flaw !== undefined) break;
  }
  if (reader === undefined) throw new Error('The file holds no audit trail.');
  return reader.verdict(flaw ?? (isBroken ? reader.tailMissing() : reader.finish()));
}

class FileReader {
  private readonly checkpoints: readonly Checkpoint[];
  private readonly start: ChainStart;
  private readonly verifier: ChainVerifier;
  private readonly organisationId: string;
  private isClosed = false;
  private checked = 0;
  /** The last export that the file tells of. */
  private exported: AuditRecord | undefined;
  /** The file tells that what is before its first entry was moved to an archive. */
  private isRestArchived = false;
  private isStartKnown = false;

  constructor(
    first: ChainLink | Checkpoint,
    private readonly proofs: FileProofs,
  ) {
    this.organisationId = first.organisationId;
    this.checkpoints = proofs.checkpoints.filter(({ organisationId }) => organisationId === this.organisationId);
    this.start = startOf(first);
    this.verifier = new ChainVerifier(this.organisationId, this.checkpoints, this.start);
  }

  take(link: ChainLink): ChainFlaw | undefined {
    this.isClosed = false;
    if (this.checked === 0) {
      if (this.proofs.from !== undefined && link.sequence > this.proofs.from) return this.headMissing(this.proofs.from);
      const forged = this.checkpoints.find((checkpoint) => !this.isSigned(checkpoint));
      if (forged !== undefined) return forgery(forged);
      const before = this.checkpoints.find(({ sequence }) => sequence === this.start.sequence);
      if (before !== undefined && before.hash !== this.start.hash) {
        const message = `Entry ${link.sequence} does not follow on what the checkpoint before it says.`;
        return { problem: 'differs_from_checkpoint', sequence: link.sequence, message };
      }
    }
    const flaw = this.verifier.check(link);
    if (flaw !== undefined) return flaw;
    this.checked++;
    this.note(link.entry);
    return undefined;
  }

  close(end: Checkpoint): ChainFlaw | undefined {
    this.isClosed = true;
    if (!this.isSigned(end)) return forgery(end);
    const { sequence, hash } = this.verifier.end;
    if (end.sequence > sequence) return this.tailMissing(end.sequence);
    if (end.sequence === sequence && end.hash === hash) return this.checkStart(end);
    const message = `Entry ${sequence} is not the one that the last line was signed for.`;
    return { problem: 'differs_from_checkpoint', sequence, message };
  }

  finish(): ChainFlaw | undefined {
    return this.verifier.finish() ?? (this.isClosed ? undefined : this.tailMissing());
  }

  verdict(flaw: ChainFlaw | undefined): FileVerdict {
    return {
      organisationId: this.organisationId,
      ok: flaw === undefined,
      checked: this.checked,
      firstSequence: this.start.sequence + 1,
      lastSequence: this.verifier.end.sequence,
      checkpoints: this.checkpoints.length,
      isStartKnown: this.isStartKnown,
      ...(flaw === undefined ? {} : { flaw }),
    };
  }

  private isSigned(checkpoint: Checkpoint): boolean {
    return this.proofs.keys.length === 0 || isAuthentic(checkpoint, this.proofs.keys);
  }

  /** The end was cut off: after the last good entry, or before the one that must have been the last. */
  tailMissing(last?: number): ChainFlaw {
    const sequence = this.verifier.end.sequence + 1;
    const what =
      last === undefined
        ? 'The last line, which says that this was all, is missing'
        : `Entries ${sequence} to ${last} are missing`;
    return { problem: 'tail_missing', sequence, message: `${what}: the end of the file was cut off.` };
  }

  badLine(): ChainFlaw {
    const sequence = this.verifier.end.sequence + 1;
    const message = `The line of entry ${sequence} is no line of an audit trail, and others follow it.`;
    return { problem: 'bad_line', sequence, message };
  }

  private headMissing(from: number): ChainFlaw {
    const message = `Entries ${from} to ${this.start.sequence} are missing: the beginning of the file was cut off.`;
    return { problem: 'head_missing', sequence: from, message };
  }

  /** What an entry says about where files of the trail begin. */
  private note(entry: string): void {
    if (!/"action":"audit\.(?:export|archive)"/.test(entry)) return;
    const record = JSON.parse(entry) as AuditRecord;
    if (record.action === 'audit.export') this.exported = record;
    else if (record.action === 'audit.archive' && record.details?.['lastSequence'] === this.start.sequence) {
      this.isRestArchived = true;
    }
  }

  /** Compares where the file begins with where it has to. */
  private checkStart({ at }: Checkpoint): ChainFlaw | undefined {
    const isOfExport = this.exported !== undefined && at - this.exported.at < EXPORT_TAKES_AT_MOST_MS;
    const said = isOfExport ? this.exported?.details?.['firstSequence'] : undefined;
    const from = this.proofs.from ?? (typeof said === 'number' ? said : undefined);
    const isLater = from !== undefined && this.start.sequence + 1 > from;
    // An export does not have what was moved to an archive before; the removal is in its entries.
    if (isLater && !this.isRestArchived) return this.headMissing(from);
    this.isStartKnown = from !== undefined || this.isRestArchived || this.start.sequence === 0;
    return undefined;
  }
}

function startOf(first: ChainLink | Checkpoint): ChainStart {
  if (!('previousHash' in first) || first.sequence <= 1) return CHAIN_START;
  return { sequence: first.sequence - 1, hash: first.previousHash };
}

function forgery({ sequence }: Checkpoint): ChainFlaw {
  const message = `The checkpoint at entry ${sequence} is not signed by a known key.`;
  return { problem: 'forged_checkpoint', sequence, message };
}
