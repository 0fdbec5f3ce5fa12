import type { Clock } from '@app/kernel';
import type { MetricEvent } from '../../events/metric-event';
import {
  millisecondsOf,
  missedBetween,
  MetricStream,
  numberOf,
  type Continuation,
  type MetricEntry,
  type TakenEntries,
  type WindowQuery,
} from '../../stream/metric-stream';

interface Group {
  last: string;
  pending: Set<string>;
  reader: string | undefined;
}

/** The stream of one process: for tests and short programs. A reader's lease never ends by itself. */
export class MemoryMetricStream extends MetricStream {
  private readonly groups = new Map<string, Group>();
  private entries: MetricEntry[] = [];
  private last = '0-0';

  constructor(
    private readonly clock: Clock,
    private readonly cap = 100_000,
  ) {
    super();
  }

  append(events: readonly MetricEvent[]): Promise<void> {
    for (const event of events) {
      const ms = Math.max(this.clock.now(), millisecondsOf(this.last));
      this.last = `${ms}-${numberOf(this.last) + 1}`;
      this.entries.push({ ...event, id: this.last });
    }
    this.entries = this.entries.slice(-this.cap);
    return Promise.resolve();
  }

  window({ from, to = Infinity, name, limit }: WindowQuery): Promise<MetricEntry[]> {
    const found = this.entries.filter((entry) => {
      const ms = millisecondsOf(entry.id);
      return ms >= from && ms <= to && (name === undefined || entry.name === name);
    });
    return Promise.resolve(found.slice(-limit));
  }

  after(id: string, limit: number): Promise<Continuation> {
    const entries = this.entries.filter((entry) => numberOf(entry.id) > numberOf(id)).slice(0, limit);
    const isBehind = entries.length === 0 && numberOf(id) > numberOf(this.last);
    return Promise.resolve({ entries, missed: isBehind ? 'unknown' : missedBetween(id, entries[0]?.id) });
  }

  newestId(): Promise<string> {
    return Promise.resolve(this.entries.at(-1)?.id ?? '0-0');
  }

  take(name: string, reader: string, limit: number): Promise<TakenEntries | undefined> {
    const group = this.groups.get(name) ?? { last: '0-0', pending: new Set<string>(), reader: undefined };
    this.groups.set(name, group);
    if (group.reader !== undefined && group.reader !== reader) return Promise.resolve(undefined);
    const isNew = group.reader === undefined;
    group.reader = reader;
    const claimed = isNew ? this.entries.filter(({ id }) => group.pending.has(id)) : [];
    const gone = isNew ? group.pending.size - claimed.length : 0;
    if (isNew) group.pending = new Set(claimed.map(({ id }) => id));
    const fresh = this.entries.filter(({ id }) => numberOf(id) > numberOf(group.last)).slice(0, limit);
    const missed = group.last === '0-0' ? 0 : missedBetween(group.last, fresh[0]?.id);
    for (const { id } of fresh) group.pending.add(id);
    group.last = fresh.at(-1)?.id ?? group.last;
    return Promise.resolve({ entries: [...claimed, ...fresh], lost: gone + (missed === 'unknown' ? 0 : missed) });
  }

  acknowledge(name: string, ids: readonly string[]): Promise<void> {
    for (const id of ids) this.groups.get(name)?.pending.delete(id);
    return Promise.resolve();
  }

  /** As if the reader had not taken for the length of its lease. */
  endLease(name: string): void {
    const group = this.groups.get(name);
    if (group !== undefined) group.reader = undefined;
  }
}
