import { isJsonObject } from '@app/kernel';
import { redisKey, type RedisStore } from '@app/storage';
import type { MetricEvent } from '../../events/metric-event';
import {
  missedBetween,
  MetricStream,
  type Continuation,
  type MetricEntry,
  type TakenEntries,
  type WindowQuery,
} from '../../stream/metric-stream';
import { APPEND, TAKE } from './stream-scripts';

const STREAM = redisKey('monitoring', 'metrics');
const LAST_ID = redisKey('monitoring', 'metrics-last');
const leaseKey = (group: string): string => redisKey('monitoring', 'metrics-reader', group);

const DEFAULT_CAP = 100_000;
const LEASE_MS = 15_000;
const PAGE = 2_000;

type RawEntry = [id: string, fields: string[] | null];

/** A Redis Stream with a cap of about so many entries (200 bytes each). All its keys lie on one node. */
export class RedisMetricStream extends MetricStream {
  constructor(
    private readonly redis: RedisStore,
    private readonly cap = DEFAULT_CAP,
  ) {
    super();
  }

  async append(events: readonly MetricEvent[]): Promise<void> {
    if (events.length === 0) return;
    await this.redis.run({ script: APPEND, keys: [STREAM, LAST_ID], args: [this.cap, ...events.map(encode)] });
  }

  async window({ from, to, name, limit }: WindowQuery): Promise<MetricEntry[]> {
    const found: MetricEntry[] = [];
    let end = to === undefined ? '+' : String(to);
    while (found.length < limit) {
      const page = await this.range('XREVRANGE', STREAM, end, String(from), 'COUNT', PAGE);
      for (const entry of page) if (name === undefined || entry.name === name) found.push(entry);
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) break;
      end = `(${last.id}`;
    }
    return found.slice(0, limit).reverse();
  }

  async after(id: string, limit: number): Promise<Continuation> {
    const entries = await this.range('XRANGE', STREAM, `(${id}`, '+', 'COUNT', limit);
    if (entries.length > 0) return { entries, missed: missedBetween(id, entries[0]?.id) };
    // Nothing after it: then it is the newest, or of a stream that is no more.
    const newest = await this.newestId();
    return { entries, missed: missedBetween(id, newest) === 'unknown' && newest !== id ? 'unknown' : 0 };
  }

  async newestId(): Promise<string> {
    const [newest] = await this.range('XREVRANGE', STREAM, '+', '-', 'COUNT', 1);
    return newest?.id ?? '0-0';
  }

  async take(group: string, reader: string, limit: number): Promise<TakenEntries | undefined> {
    const args = [group, reader, LEASE_MS, limit];
    const reply = await this.redis.run({ script: TAKE, keys: [STREAM, leaseKey(group)], args });
    if (!Array.isArray(reply)) return undefined;
    const [last, claimed, gone, fresh] = reply as [string, RawEntry[], number, RawEntry[]];
    const entries = fresh.flatMap(decode);
    // A group that is new is not owed what was there before it.
    const missed = last === '0-0' ? 0 : missedBetween(last, fresh[0]?.[0]);
    return {
      entries: [...claimed.flatMap(decode), ...entries],
      lost: gone + (missed === 'unknown' ? 0 : missed),
    };
  }

  async acknowledge(group: string, ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.redis.command('XACK', STREAM, group, ...ids);
  }

  private async range(...command: [string, ...(string | number)[]]): Promise<MetricEntry[]> {
    const [name, ...args] = command;
    return ((await this.redis.command(name, ...args)) as RawEntry[]).flatMap(decode);
  }
}

/** Short names: there are a hundred thousand of them. */
function encode({ name, kind, value, count, tags, time }: MetricEvent): string {
  return JSON.stringify({ n: name, k: kind === 'sum' ? 's' : 'm', v: value, c: count, t: tags, at: time });
}

/** What another version wrote otherwise is left out. */
function decode([id, fields]: RawEntry): MetricEntry[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(fields?.[1] ?? '');
  } catch {
    return []; // not ours
  }
  if (!isJsonObject(parsed)) return [];
  const { n, k, v, c, t, at } = parsed;
  if (typeof n !== 'string' || typeof v !== 'number' || typeof c !== 'number' || typeof at !== 'number') return [];
  const tags = isJsonObject(t) ? (t as Record<string, string>) : {};
  return [{ id, name: n, kind: k === 's' ? 'sum' : 'mean', value: v, count: c, tags, time: at }];
}
