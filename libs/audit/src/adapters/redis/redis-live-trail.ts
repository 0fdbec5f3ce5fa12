import { redisKey, type RedisStore } from '@app/storage';
import type { AppendedRecord } from '../sql/sql-audit-trail';

/** Entries of an organisation that are shown live. */
const MOST = 10_000;
const FAMILY = 'audit-live';

/**
 * The newest 10,000 entries of each organisation in Redis, for watching. A copy of what is committed already, which may be lost or
 * lag; never the trail itself.
 */
export class RedisLiveTrail {
  constructor(private readonly redis: RedisStore) {}

  /** Shows committed records. Rejects when Redis does not take them. */
  async show(appended: readonly AppendedRecord[]): Promise<void> {
    await this.redis.bulk(
      appended.map(({ record, entry, sequence }) => ({
        name: 'XADD',
        key: redisKey(record.organisationId, FAMILY),
        args: ['MAXLEN', '~', MOST, '*', 'sequence', sequence, 'record', entry],
      })),
    );
  }

  /** The newest entries, newest first; at most `limit`. Empty after Redis lost them. */
  async newest(organisationId: string, limit: number): Promise<AppendedRecord[]> {
    const key = redisKey(organisationId, FAMILY);
    const reply = (await this.redis.command('XREVRANGE', key, '+', '-', 'COUNT', limit)) as [string, string[]][];
    // Processes show what they commit, so neighbours may have changed places.
    return reply.map(([, fields]) => toAppended(fields)).sort((a, b) => b.sequence - a.sequence);
  }
}

function toAppended([, sequence, , entry = '{}']: readonly string[]): AppendedRecord {
  return { sequence: Number(sequence), entry, record: JSON.parse(entry) as AppendedRecord['record'] };
}
