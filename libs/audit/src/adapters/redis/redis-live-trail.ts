import { redisKey, type RedisStore } from '@app/storage';
import type { AppendedRecord } from '../sql/sql-audit-trail';

/** Entries of an organisation that are shown live. */
const MOST = 10_000;
const FAMILY = 'audit-newest';

/**
 * The newest 10,000 entries of each organisation in Redis, for watching. A copy of what is committed already, which may be lost or
 * lag; never the trail itself.
 */
export class RedisLiveTrail {
  constructor(private readonly redis: RedisStore) {}

  /** Shows committed records of one organisation, all with one command. Rejects when Redis does not take them. */
  async show(appended: readonly AppendedRecord[]): Promise<void> {
    const organisationId = appended[0]?.record.organisationId;
    if (organisationId === undefined) return;
    const key = redisKey(organisationId, FAMILY);
    const [pushed] = await this.redis.bulk([
      { name: 'LPUSH', key, args: appended.map(({ sequence, entry }) => `${sequence} ${entry}`) },
      { name: 'LTRIM', key, args: [0, MOST - 1] },
    ]);
    if (pushed?.ok === false) throw pushed.error;
  }

  /** The newest entries, newest first; at most `limit`. Empty after Redis lost them. */
  async newest(organisationId: string, limit: number): Promise<AppendedRecord[]> {
    const key = redisKey(organisationId, FAMILY);
    const lines = (await this.redis.command('LRANGE', key, 0, limit - 1)) as string[];
    // Processes show what they commit, so neighbours may have changed places.
    return lines.map(toAppended).sort((a, b) => b.sequence - a.sequence);
  }
}

function toAppended(line: string): AppendedRecord {
  const end = line.indexOf(' ');
  const entry = line.slice(end + 1);
  return { sequence: Number(line.slice(0, end)), entry, record: JSON.parse(entry) as AppendedRecord['record'] };
}
