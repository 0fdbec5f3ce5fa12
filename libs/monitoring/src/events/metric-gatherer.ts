import type { MetricEvent, MetricKind } from './metric-event';

/** Most combinations of name and tags in one moment; beyond them tags are left out. */
const MAX_SERIES = 500;

/** Where a program tells what it measures. Costs one look-up; nothing is written. */
export abstract class MetricSink {
  /** Adds to a number of things, such as requests. */
  abstract add(name: string, value: number, tags?: Readonly<Record<string, string>>): void;

  /** Notes one observation, such as a duration, or the state of something now. */
  abstract observe(name: string, value: number, tags?: Readonly<Record<string, string>>): void;
}

interface Gathered {
  name: string;
  kind: MetricKind;
  sum: number;
  count: number;
  tags: Readonly<Record<string, string>>;
}

/** Takes measurements together until they are {@link drain}ed: one event for each name and tags, however many there were. */
export class MetricGatherer extends MetricSink {
  private series = new Map<string, Gathered>();

  override add(name: string, value: number, tags: Readonly<Record<string, string>> = {}): void {
    this.gather('sum', name, value, tags);
  }

  override observe(name: string, value: number, tags: Readonly<Record<string, string>> = {}): void {
    this.gather('mean', name, value, tags);
  }

  /** What came since the last call, as events of now. */
  drain(now: number): MetricEvent[] {
    const gathered = this.series;
    if (gathered.size === 0) return [];
    this.series = new Map();
    return [...gathered.values()].map(({ name, kind, sum, count, tags }) => {
      return { name, kind, value: kind === 'sum' ? sum : sum / count, count, tags, time: now };
    });
  }

  private gather(kind: MetricKind, name: string, value: number, tags: Readonly<Record<string, string>>): void {
    if (!Number.isFinite(value)) return;
    let key = name;
    for (const tag in tags) key += `\n${tag}=${tags[tag] ?? ''}`;
    let entry = this.series.get(key);
    if (entry === undefined) {
      const isFull = this.series.size >= MAX_SERIES;
      entry = (isFull ? this.series.get(name) : undefined) ?? {
        name,
        kind,
        sum: 0,
        count: 0,
        tags: isFull ? {} : tags,
      };
      this.series.set(isFull ? name : key, entry);
    }
    entry.sum += value;
    entry.count += 1;
  }
}
