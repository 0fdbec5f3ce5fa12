import type { Clock, IdGenerator } from '@app/kernel';
import type { AuditEntry, AuditRecord } from '../../audit-entry';
import { AuditTrail } from '../../audit-trail';
import { canonicalForm, FIRST_HASH, linkHash, type ChainLink } from '../../chain';
import { toRecord } from '../../to-record';

/** A trail in memory, for tests: chained like the real one, and joined to no unit of work. */
export class MemoryAuditTrail extends AuditTrail {
  /** Every link of every chain, in the order of their making. */
  readonly links: ChainLink[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly ids: IdGenerator,
  ) {
    super();
  }

  /** The records alone. */
  get records(): AuditRecord[] {
    return this.links.map(({ entry }) => JSON.parse(entry) as AuditRecord);
  }

  append(entry: AuditEntry): Promise<void> {
    const at = this.clock.now();
    const record = toRecord(entry, { id: this.ids.nextOrdered('audit', at), at });
    const { organisationId } = record;
    const last = this.links.findLast((link) => link.organisationId === organisationId);
    const link = {
      organisationId,
      sequence: (last?.sequence ?? 0) + 1,
      previousHash: last?.hash ?? FIRST_HASH,
      entry: canonicalForm(record),
    };
    this.links.push({ ...link, hash: linkHash(link) });
    return Promise.resolve();
  }
}
