import { createHash, type Hash } from 'node:crypto';
import { mkdir, open, rename, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Clock, UnitOfWork } from '@app/kernel';
import { SYSTEM_ACTOR, type AuditRecord } from './audit-entry';
import type { AuditArchive, AuditLog } from './audit-log';
import type { AuditTrail } from './audit-trail';
import type { ChainLink } from './chain';
import { CHAIN_START, ChainVerifier, type ChainStart } from './chain-verifier';
import type { CheckpointSigner } from './checkpoint';
import { toTrailEnd, toTrailLine } from './trail-file';

/** Entries of one file at most, so that removing them is one short transaction. */
const SEGMENT = 20_000;
const PAGE = 1_000;
const OWNER_ONLY = 0o600;

/** What an {@link AuditArchiver} works with. */
export interface AuditArchiverParts {
  log: AuditLog;
  trail: AuditTrail;
  units: UnitOfWork;
  signer: CheckpointSigner;
  clock: Clock;
  /** Absolute path of the folder of archives. */
  folder: string;
}

/**
 * Moves the beginnings of chains to files: the entries with their hashes and a signed last line, as an export has it. What is removed
 * was verified, is on the disk, and has its proof in the database; the removal is an entry of the trail.
 */
export class AuditArchiver {
  constructor(private readonly parts: AuditArchiverParts) {}

  /**
   * Moves everything from before a moment, epoch milliseconds. Returns the entries moved. Stops between two files when the signal
   * aborts. Throws an Error when a chain is flawed: then nothing of it may be removed.
   */
  async archiveBefore(before: number, signal: AbortSignal): Promise<number> {
    let moved = 0;
    for (const { organisationId } of await this.parts.log.heads()) {
      for (;;) {
        if (signal.aborted) return moved;
        const count = await this.archiveSegment(organisationId, before);
        moved += count;
        if (count < SEGMENT) break;
      }
    }
    return moved;
  }

  private async archiveSegment(organisationId: string, before: number): Promise<number> {
    const last = (await this.parts.log.archives(organisationId)).at(-1);
    const start = last === undefined ? CHAIN_START : { sequence: last.lastSequence, hash: last.lastHash };
    const [first] = await this.parts.log.after(organisationId, start.sequence, 1);
    if (first === undefined || timeOf(first) >= before) return 0;
    const archive = await this.write(organisationId, start, before);
    const { firstSequence, lastSequence, file, fileHash } = archive;
    await this.parts.units.run(async () => {
      await this.parts.log.remove(archive);
      await this.parts.trail.append({
        organisationId,
        actor: SYSTEM_ACTOR,
        action: 'audit.archive',
        target: { type: 'audit', id: organisationId },
        result: 'success',
        details: { firstSequence, lastSequence, file, fileHash },
      });
    });
    return lastSequence - firstSequence + 1;
  }

  private async write(organisationId: string, start: ChainStart, before: number): Promise<AuditArchive> {
    const name = join(organisationId, `${String(start.sequence + 1).padStart(16, '0')}.ndjson`);
    const path = join(this.parts.folder, name);
    await mkdir(dirname(path), { recursive: true });
    const draft = `${path}.draft`;
    const file = await open(draft, 'w', OWNER_ONLY);
    const hash = createHash('sha256');
    const verifier = new ChainVerifier(organisationId, [], start);
    try {
      await this.copy({ organisationId, start, before, verifier }, file, hash);
      const end = { organisationId, sequence: verifier.end.sequence, hash: verifier.end.hash };
      await put(file, hash, `${toTrailEnd(this.parts.signer.sign(end, this.parts.clock.now()))}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
    for (const folder of [dirname(path), this.parts.folder]) await syncFolder(folder);
    return {
      organisationId,
      firstSequence: start.sequence + 1,
      lastSequence: verifier.end.sequence,
      previousHash: start.hash,
      lastHash: verifier.end.hash,
      file: name,
      fileHash: hash.digest('hex'),
    };
  }

  private async copy(
    segment: { organisationId: string; start: ChainStart; before: number; verifier: ChainVerifier },
    file: FileHandle,
    hash: Hash,
  ): Promise<void> {
    const { organisationId, start, before, verifier } = segment;
    for (;;) {
      const room = start.sequence + SEGMENT - verifier.end.sequence;
      const links = await this.parts.log.after(organisationId, verifier.end.sequence, Math.min(PAGE, room));
      const old = links.slice(0, lengthBefore(links, before));
      for (const link of old) {
        const flaw = verifier.check(link);
        if (flaw !== undefined)
          throw new Error(`The audit trail of ${organisationId} is not archived: ${flaw.message}`);
      }
      if (old.length > 0) await put(file, hash, old.map((link) => `${toTrailLine(link)}\n`).join(''));
      if (old.length < PAGE) return;
    }
  }
}

/** Up to the first entry that is not older: clocks of processes differ, and a chain is cut in one place. */
function lengthBefore(links: readonly ChainLink[], before: number): number {
  const place = links.findIndex((link) => timeOf(link) >= before);
  return place < 0 ? links.length : place;
}

function timeOf({ entry }: ChainLink): number {
  return (JSON.parse(entry) as AuditRecord).at;
}

/** So that new names in it outlast a loss of power too. Windows opens no folders. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function put(file: FileHandle, hash: Hash, text: string): Promise<void> {
  hash.update(text);
  await file.appendFile(text);
}
