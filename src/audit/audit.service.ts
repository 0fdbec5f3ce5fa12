import { createPublicKey } from 'node:crypto';
import {
  actorOf,
  AuditLog,
  AuditTrail,
  CheckpointSigner,
  isAuthentic,
  readCheckpoints,
  RedisLiveTrail,
  toTrailEnd,
  toTrailLine,
  verifyTrail,
  type AuditRecord,
  type ChainHead,
  type ChainLink,
  type Checkpoint,
} from '@app/audit';
import { Clock, type Principal } from '@app/kernel';
import { Injectable } from '@nestjs/common';
import { AuditConfig } from '../config/audit-config';
import type { AuditEntryDto, AuditPageDto } from './dto/audit-entry.dto';
import type { AuditQueryDto } from './dto/audit-query.dto';
import type { AuditVerdictDto } from './dto/audit-verdict.dto';

const DEFAULT_PAGE = 100;
const EXPORT_PAGE = 1_000;

/** Reads the trail for those who may. */
@Injectable()
export class AuditService {
  constructor(
    private readonly trail: AuditTrail,
    private readonly log: AuditLog,
    private readonly live: RedisLiveTrail,
    private readonly signer: CheckpointSigner,
    private readonly config: AuditConfig,
    private readonly clock: Clock,
  ) {}

  /** A page of entries, newest first. */
  async page(organisationId: string, query: AuditQueryDto): Promise<AuditPageDto> {
    const { action, result, userId, targetType, targetId, since, until, cursor, limit = DEFAULT_PAGE } = query;
    const links = await this.log.find(
      {
        organisationId,
        action,
        result,
        userId,
        since,
        until,
        target: targetType === undefined ? undefined : { type: targetType, id: targetId },
      },
      { limit, before: cursor === undefined ? undefined : Number(cursor) },
    );
    const last = links.length === limit ? links.at(-1) : undefined;
    return { entries: links.map(toEntry), ...(last === undefined ? {} : { nextCursor: String(last.sequence) }) };
  }

  /** The newest entries, from Redis where it has them. */
  async newest(organisationId: string, limit: number): Promise<AuditEntryDto[]> {
    const shown = await this.live.newest(organisationId, limit).catch(() => []); // away: the database has them too
    if (shown.length > 0) return shown.map(({ sequence, record }) => ({ sequence, ...record }));
    return (await this.log.find({ organisationId }, { limit })).map(toEntry);
  }

  /** The trail as lines, after an entry about the export was written. Throws `audit_unavailable` when that cannot be. */
  async export(
    principal: Principal,
    after: number,
    origin: { requestId: string; clientAddress: string },
  ): Promise<AsyncIterable<string>> {
    const { organisationId } = principal;
    await this.trail.append({
      organisationId,
      actor: actorOf(principal),
      action: 'audit.export',
      target: { type: 'audit', id: organisationId },
      result: 'success',
      ...origin,
      details: { firstSequence: after + 1 },
    });
    return this.lines(organisationId, after);
  }

  /** Verifies the trail against itself and against the checkpoints in the file. */
  async verify(organisationId: string, signal: AbortSignal): Promise<AuditVerdictDto> {
    const key = createPublicKey(this.signer.publicKeyPem);
    const checkpoints = await readCheckpoints(this.config.anchorFile);
    const own = checkpoints.filter((checkpoint) => checkpoint.organisationId === organisationId);
    const forged = own.find((checkpoint) => checkpoint.keyId === this.signer.keyId && !isAuthentic(checkpoint, [key]));
    const trusted = own.filter((checkpoint) => isAuthentic(checkpoint, [key]));
    const verdict = await verifyTrail(this.log, organisationId, { checkpoints: trusted, signal });
    return { ...withForgery(verdict, forged), publicKey: this.signer.publicKeyPem };
  }

  private async *lines(organisationId: string, after: number): AsyncGenerator<string> {
    let end: ChainHead = { organisationId, sequence: after, hash: '' };
    for (;;) {
      const links = await this.log.after(organisationId, end.sequence, EXPORT_PAGE);
      const last = links.at(-1);
      if (last === undefined) break;
      yield links.map((link) => `${toTrailLine(link)}\n`).join('');
      end = { organisationId, sequence: last.sequence, hash: last.hash };
      if (links.length < EXPORT_PAGE) break;
    }
    yield `${toTrailEnd(this.signer.sign(end, this.clock.now()))}\n`;
  }
}

type Verdict = Omit<AuditVerdictDto, 'publicKey'>;

function withForgery(verdict: Verdict, forged: Checkpoint | undefined): Verdict {
  if (forged === undefined || verdict.flaw !== undefined) return verdict;
  const message = `The checkpoint at entry ${forged.sequence} is not signed by this installation's key.`;
  return { ...verdict, ok: false, flaw: { problem: 'forged_checkpoint', sequence: forged.sequence, message } };
}

function toEntry({ sequence, entry }: ChainLink): AuditEntryDto {
  return { sequence, ...(JSON.parse(entry) as AuditRecord) };
}
