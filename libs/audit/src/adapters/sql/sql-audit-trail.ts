import { AppError, type Clock, type IdGenerator } from '@app/kernel';
import type { SqlDatabase, SqlExecutor } from '@app/storage';
import { sql } from 'drizzle-orm';
import type { AuditEntry, AuditRecord } from '../../audit-entry';
import { AuditTrail } from '../../audit-trail';
import { canonicalForm } from '../../chain';
import { toRecord } from '../../to-record';
import { AppendQueue } from './append-queue';

/** A committed record and its place in the chain of its organisation. */
export interface AppendedRecord {
  record: AuditRecord;
  /** Its canonical form, as the chain holds it. */
  entry: string;
  sequence: number;
}

/** What a {@link SqlAuditTrail} works with. */
export interface SqlAuditTrailParts {
  database: SqlDatabase;
  clock: Clock;
  ids: IdGenerator;
  /** Told of every record that is committed, in the order of its chain. Default: nobody. */
  onAppended?: (appended: readonly AppendedRecord[]) => void;
  /** Told how long an append outside a unit took, milliseconds, and whether it succeeded. Default: nobody. */
  onAppend?: (durationMs: number, succeeded: boolean) => void;
  /** Longest wait of an append outside a unit, milliseconds. Default 2000. */
  timeoutMs?: number;
}

/** The trail in Postgres: the database numbers and chains the entries under a lock on the end of the chain. */
export class SqlAuditTrail extends AuditTrail {
  private readonly queue = new AppendQueue(async (organisationId, records) => {
    const appended = await this.parts.database.writeApart((tx) => write(tx, organisationId, records));
    this.parts.onAppended?.(appended);
  });

  constructor(private readonly parts: SqlAuditTrailParts) {
    super();
  }

  /** Records that wait to be committed. */
  get waiting(): number {
    return this.queue.length;
  }

  async append(entry: AuditEntry): Promise<void> {
    const { database, clock, ids, onAppend, onAppended } = this.parts;
    const at = clock.now();
    const record = toRecord(entry, { id: ids.nextOrdered('audit', at), at });
    if (database.isInUnit) {
      const appended = await database.write((tx) => write(tx, record.organisationId, [record]));
      database.onCommit(() => onAppended?.(appended));
      return;
    }
    const began = clock.monotonicMs();
    let succeeded = false;
    try {
      await this.pushInTime(record);
      succeeded = true;
    } catch (cause) {
      throw new AppError('audit_unavailable', 'The audit trail does not answer.', {
        cause,
        retryable: true,
        retryAfterMs: 1_000,
      });
    } finally {
      onAppend?.(clock.monotonicMs() - began, succeeded);
    }
  }

  private async pushInTime(record: AuditRecord): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.queue.withdraw(record);
        reject(new Error('The audit entry was not committed in time.'));
      }, this.parts.timeoutMs ?? 2_000);
    });
    try {
      await Promise.race([this.queue.push(record), late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Adds records to the chain of their organisation. They travel as lines of one text: a canonical form has no line breaks. */
async function write(
  tx: SqlExecutor,
  organisationId: string,
  records: readonly AuditRecord[],
): Promise<AppendedRecord[]> {
  const entries = records.map(canonicalForm);
  const { rows } = await tx.execute<{ last: string }>(
    sql`SELECT last_sequence AS last
        FROM stepwise.append_audit(${organisationId}, string_to_array(${entries.join('\n')}, ${'\n'}))`,
  );
  const first = Number(rows[0]?.last) - records.length + 1;
  return records.map((record, index) => ({ record, entry: entries[index] ?? '', sequence: first + index }));
}
