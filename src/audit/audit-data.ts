import { AuditArchiver, AuditLog } from '@app/audit';
import {
  PersonalData,
  PersonalDataRegistry,
  RetainedData,
  RetentionRegistry,
  type DataSubject,
  type JsonValue,
} from '@app/kernel';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { RetentionConfig } from '../config/retention-config';

const PAGE = 500;

/**
 * What the audit trail says of a user. It is exported, and never erased: it holds ids and hashes, no texts, and without the user's
 * other data nobody can tell whom an id meant.
 */
@Injectable()
export class AuditData extends PersonalData implements OnModuleInit {
  readonly name = 'audit';

  constructor(
    private readonly log: AuditLog,
    private readonly registry: PersonalDataRegistry,
  ) {
    super();
  }

  onModuleInit(): void {
    this.registry.add(this);
  }

  async *export(subject: DataSubject, signal: AbortSignal): AsyncGenerator<JsonValue> {
    for (let before: number | undefined; ;) {
      signal.throwIfAborted();
      const links = await this.log.find({ ...subject }, { before, limit: PAGE });
      for (const { sequence, entry } of links) yield { sequence, entry: JSON.parse(entry) as JsonValue };
      before = links.at(-1)?.sequence;
      if (links.length < PAGE) return;
    }
  }

  erase(): Promise<number> {
    return Promise.resolve(0);
  }
}

/** How long the trail is in the database; after that, in files. */
@Injectable()
export class AuditRetention extends RetainedData implements OnModuleInit {
  readonly name = 'audit';
  readonly keptMs: number | undefined;

  constructor(
    private readonly archiver: AuditArchiver,
    private readonly registry: RetentionRegistry,
    { auditMs }: RetentionConfig,
  ) {
    super();
    this.keptMs = auditMs;
  }

  onModuleInit(): void {
    this.registry.add(this);
  }

  removeBefore(before: number, signal: AbortSignal): Promise<number> {
    return this.archiver.archiveBefore(before, signal);
  }
}
