import type { AuditRecord } from '../../audit-entry';

/** Writes records of one organisation in their order, as one unit. */
export type WriteBatch = (organisationId: string, records: readonly AuditRecord[]) => Promise<void>;

interface Waiting {
  record: AuditRecord;
  resolve: () => void;
  reject: (error: unknown) => void;
}

const MAX_BATCH = 200;
const MAX_WAITING = 10_000;

/**
 * Group commit: while one transaction adds to the chain of an organisation, what comes meanwhile waits and shares the next one. So
 * the chain's end is locked by one transaction of a process at a time, and a burst costs a few commits instead of one each.
 */
export class AppendQueue {
  private readonly chains = new Map<string, Waiting[]>();
  private waiting = 0;

  constructor(private readonly write: WriteBatch) {}

  /** Records that wait for a transaction or are in one. */
  get length(): number {
    return this.waiting;
  }

  /** Resolves when the record is committed. Rejects with what the write threw, or an Error when too many wait. */
  push(record: AuditRecord): Promise<void> {
    if (this.waiting >= MAX_WAITING) return Promise.reject(new Error('Too many audit entries wait for the database.'));
    return new Promise((resolve, reject) => {
      this.waiting++;
      const waiting = { record, resolve, reject };
      const chain = this.chains.get(record.organisationId);
      if (chain !== undefined) {
        chain.push(waiting);
        return;
      }
      this.chains.set(record.organisationId, [waiting]);
      // After the tick, so that all of it goes together.
      queueMicrotask(() => void this.drain(record.organisationId));
    });
  }

  /** Takes a record back that nobody waits for any more. One whose transaction runs may still be written. */
  withdraw(record: AuditRecord): void {
    const chain = this.chains.get(record.organisationId);
    const place = chain?.findIndex((waiting) => waiting.record === record) ?? -1;
    if (chain === undefined || place < 0) return;
    chain.splice(place, 1);
    this.waiting--;
  }

  private async drain(organisationId: string): Promise<void> {
    const chain = this.chains.get(organisationId) ?? [];
    while (chain.length > 0) {
      const batch = chain.splice(0, MAX_BATCH);
      try {
        await this.write(
          organisationId,
          batch.map(({ record }) => record),
        );
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
      this.waiting -= batch.length;
    }
    this.chains.delete(organisationId);
  }
}
