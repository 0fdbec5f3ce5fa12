import {
  PersonalData,
  PersonalDataRegistry,
  RetainedData,
  RetentionRegistry,
  type DataSubject,
  type JsonValue,
} from '@app/kernel';
import { SqlUsageRecords } from '@app/usage';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { RetentionConfig } from '../config/retention-config';

/** The ledger's rows as data that is kept of users. Erased, they stay in the bill and belong to nobody. */
@Injectable()
export class UsageData extends PersonalData implements OnModuleInit {
  readonly name = 'usage';

  constructor(
    private readonly records: SqlUsageRecords,
    private readonly registry: PersonalDataRegistry,
  ) {
    super();
  }

  onModuleInit(): void {
    this.registry.add(this);
  }

  export(subject: DataSubject, signal: AbortSignal): AsyncIterable<JsonValue> {
    return this.records.of(subject, signal);
  }

  erase(subject: DataSubject): Promise<number> {
    return this.records.anonymise(subject);
  }
}

/** How long the ledger keeps calls one by one; after that, sums by day. */
@Injectable()
export class UsageRetention extends RetainedData implements OnModuleInit {
  readonly name = 'usage';
  readonly keptMs: number | undefined;

  constructor(
    private readonly records: SqlUsageRecords,
    private readonly registry: RetentionRegistry,
    { usageMs }: RetentionConfig,
  ) {
    super();
    this.keptMs = usageMs;
  }

  onModuleInit(): void {
    this.registry.add(this);
  }

  removeBefore(before: number, signal: AbortSignal): Promise<number> {
    return this.records.sumUp(before, signal);
  }
}
