import type { KeyObject } from 'node:crypto';
import type { ChainLink } from './chain';
import { CHAIN_START, ChainVerifier, type ChainFlaw, type ChainStart } from './chain-verifier';
import { isAuthentic, type Checkpoint } from './checkpoint';
import { readTrailLine } from './trail-file';
import type { TrailVerdict } from './verify-trail';

/** What an offline verification compares with. */
export interface FileProofs {
  /** Public keys whose signatures count. Empty: signatures are not checked. */
  keys: readonly KeyObject[];
  /** Checkpoints from an anchor; those of other organisations are passed over. */
  checkpoints: readonly Checkpoint[];
}

/**
 * Verifies a trail from its file, without database and network: every entry, its last line, and the checkpoints of the anchor. A
 * file that begins later than entry 1 (the rest is in an archive) is verified from there. Memory does not grow with the file.
 *
 * @throws Error when the file is no trail at all.
 */
export async function verifyTrailFile(lines: AsyncIterable<string>, proofs: FileProofs): Promise<TrailVerdict> {
  let reader: FileReader | undefined;
  let flaw: ChainFlaw | undefined;
  for await (const text of lines) {
    if (text === '') continue;
    const line = readTrailLine(text);
    if ('end' in line) {
      reader ??= new FileReader(line.end, proofs);
      flaw = reader.close(line.end);
    } else {
      reader ??= new FileReader(line, proofs);
      flaw = reader.take(line);
    }
    if (flaw !== undefined) break;
  }
  if (reader === undefined) throw new Error('The file holds no audit trail.');
  return reader.verdict(flaw ?? reader.finish());
}

class FileReader {
  private readonly checkpoints: readonly Checkpoint[];
  private readonly start: ChainStart;
  private readonly verifier: ChainVerifier;
  private readonly organisationId: string;
  private isClosed = false;
  private checked = 0;

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
    if (this.checked === 0) {
      const forged = this.checkpoints.find((checkpoint) => !this.isSigned(checkpoint));
      if (forged !== undefined) return forgery(forged);
      const before = this.checkpoints.find(({ sequence }) => sequence === this.start.sequence);
      if (before !== undefined && before.hash !== this.start.hash) {
        const message = `Entry ${link.sequence} does not follow on what the checkpoint before it says.`;
        return { problem: 'differs_from_checkpoint', sequence: link.sequence, message };
      }
    }
    const flaw = this.verifier.check(link);
    if (flaw === undefined) this.checked++;
    return flaw;
  }

  close(end: Checkpoint): ChainFlaw | undefined {
    this.isClosed = true;
    if (!this.isSigned(end)) return forgery(end);
    const { sequence, hash } = this.verifier.end;
    if (end.sequence > sequence) return this.tailMissing(end.sequence);
    if (end.sequence === sequence && end.hash === hash) return undefined;
    const message = `Entry ${sequence} is not the one that the last line was signed for.`;
    return { problem: 'differs_from_checkpoint', sequence, message };
  }

  finish(): ChainFlaw | undefined {
    return this.verifier.finish() ?? (this.isClosed ? undefined : this.tailMissing());
  }

  verdict(flaw: ChainFlaw | undefined): TrailVerdict {
    return {
      organisationId: this.organisationId,
      ok: flaw === undefined,
      checked: this.checked,
      firstSequence: this.start.sequence + 1,
      lastSequence: this.verifier.end.sequence,
      checkpoints: this.checkpoints.length,
      ...(flaw === undefined ? {} : { flaw }),
    };
  }

  private isSigned(checkpoint: Checkpoint): boolean {
    return this.proofs.keys.length === 0 || isAuthentic(checkpoint, this.proofs.keys);
  }

  private tailMissing(last?: number): ChainFlaw {
    const sequence = this.verifier.end.sequence + 1;
    const what =
      last === undefined
        ? 'The last line, which says that this was all, is missing'
        : `Entries ${sequence} to ${last} are missing`;
    return { problem: 'tail_missing', sequence, message: `${what}: the end of the file was cut off.` };
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
