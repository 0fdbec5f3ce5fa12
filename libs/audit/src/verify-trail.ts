import type { AuditLog } from './audit-log';
import { CHAIN_START, ChainVerifier, type ChainFlaw, type ChainStart } from './chain-verifier';
import type { Checkpoint } from './checkpoint';

const PAGE = 5_000;

/** What a verification found. */
export interface TrailVerdict {
  readonly organisationId: string;
  readonly ok: boolean;
  /** Entries that were read. */
  readonly checked: number;
  /** The first entry that is in the database; those before are in archives. */
  readonly firstSequence: number;
  /** The last good entry. */
  readonly lastSequence: number;
  /** Checkpoints that it was compared with. */
  readonly checkpoints: number;
  readonly flaw?: ChainFlaw;
}

/**
 * Verifies the chain of an organisation as the database has it: from where the last archive ends, every entry, the end that the
 * database keeps beside it, and the given checkpoints, which must be authentic. Costs a page of 5,000 entries in memory and stops
 * at the first flaw, or with the signal's reason.
 */
export async function verifyTrail(
  log: AuditLog,
  organisationId: string,
  options: { checkpoints?: readonly Checkpoint[]; signal?: AbortSignal } = {},
): Promise<TrailVerdict> {
  const start = await startOf(log, organisationId);
  const checkpoints = (options.checkpoints ?? []).filter((checkpoint) => checkpoint.organisationId === organisationId);
  // Asked first: what is added meanwhile is checked too, and not missed.
  const head = await log.head(organisationId);
  const verifier = new ChainVerifier(organisationId, [...checkpoints, ...(head === undefined ? [] : [head])], start);
  let checked = 0;
  let flaw: ChainFlaw | undefined;
  for (;;) {
    options.signal?.throwIfAborted();
    const links = await log.after(organisationId, start.sequence + checked, PAGE);
    for (const link of links) {
      flaw = verifier.check(link);
      if (flaw !== undefined) break;
      checked++;
    }
    if (flaw !== undefined || links.length < PAGE) break;
  }
  flaw ??= verifier.finish();
  return {
    organisationId,
    ok: flaw === undefined,
    checked,
    firstSequence: start.sequence + 1,
    lastSequence: verifier.end.sequence,
    checkpoints: checkpoints.length,
    ...(flaw === undefined ? {} : { flaw }),
  };
}

async function startOf(log: AuditLog, organisationId: string): Promise<ChainStart> {
  const last = (await log.archives(organisationId)).at(-1);
  return last === undefined ? CHAIN_START : { sequence: last.lastSequence, hash: last.lastHash };
}
