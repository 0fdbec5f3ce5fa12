import type { Clock } from '@app/kernel';
import { DETECTOR_DEFAULTS } from '../detect/anomaly-detector';
import { OWN_PREFIXES, type MetricKind } from '../events/metric-event';
import { millisecondsOf, type MetricEntry, type MetricStream } from '../stream/metric-stream';
import type { Anomaly, OddSeries } from './anomaly';
import { IntervalTable } from './interval-table';
import type { MonitoringStore, StoredPoint } from './monitoring-store';
import { SeriesWatch } from './series-watch';
import { OWN_SERIES, seriesOf, type SeriesValue, type WatchedSeries } from './watched-series';

const GROUP = 'monitor';
const TAKE = 5_000;
/** Processes write once a second, so the last events of an interval come a little later. */
const GRACE_MS = 3_000;
const MAX_SERIES = 200;
const KEPT_PARTS = 20;
const FEEDBACK_MS = 30 * 86_400_000;
const LENIENCY_STEP = 1.25;
const MAX_LENIENCY = 3;

/** What a {@link Monitor} is made of. */
export interface MonitorParts {
  stream: MetricStream;
  store: MonitoringStore;
  clock: Clock;
  /** Tells this reader from others. */
  reader: string;
  newId: (at: number) => string;
  /** Length of an interval: one point of each series. Milliseconds. */
  intervalMs: number;
  /** After an anomaly none of the same series is told for so long, milliseconds. */
  coolDownMs: number;
  onAnomaly: (anomaly: Anomaly) => void;
  /** Told of entries that nobody will read any more. */
  onLost: (entries: number) => void;
  /** Told when points could not be kept. The watch goes on. */
  onUnsaved: (error: unknown) => void;
}

/** An interval that is still open, and the entries in it. */
interface OpenInterval {
  table: IntervalTable;
  ids: string[];
}

/**
 * Reads the metric stream as the one reader of its group, takes it together by intervals and judges every series. Entries are
 * acknowledged when their interval is over, so another process that takes over begins with a whole interval; it learns the past from
 * the store. Work for an interval is O(series x memory of the detector).
 */
export class Monitor {
  private readonly watches = new Map<string, SeriesWatch>();
  private readonly open = new Map<number, OpenInterval>();
  private lastClosed = 0;
  private isReading = false;

  constructor(private readonly parts: MonitorParts) {}

  /** Whether this process is the reader. */
  get reads(): boolean {
    return this.isReading;
  }

  /** Reads what came and closes the intervals that are over. To be called every second. Rejects when the stream does not answer. */
  async tick(): Promise<void> {
    const { stream, reader } = this.parts;
    const taken = await stream.take(GROUP, reader, TAKE);
    if (taken === undefined) {
      this.stopReading();
      return;
    }
    if (!this.isReading) await this.startReading();
    if (taken.lost > 0) this.parts.onLost(taken.lost);
    for (const entry of taken.entries) await this.add(entry);
    await this.closeUntil(this.parts.clock.now() - GRACE_MS);
  }

  private async add(entry: MetricEntry): Promise<void> {
    const start = this.intervalOf(millisecondsOf(entry.id));
    if (start <= this.lastClosed) {
      // Of an interval that was judged already: there is nothing to be done with it.
      await this.parts.stream.acknowledge(GROUP, [entry.id]);
      return;
    }
    const interval = this.open.get(start) ?? { table: new IntervalTable(start), ids: [] };
    this.open.set(start, interval);
    interval.table.add(entry);
    interval.ids.push(entry.id);
  }

  private async closeUntil(time: number): Promise<void> {
    const { intervalMs } = this.parts;
    const last = this.intervalOf(time) - intervalMs;
    if (this.lastClosed === 0) this.lastClosed = Math.min(...this.open.keys(), last) - intervalMs;
    // After a long silence only the newest intervals count: their emptiness is news enough.
    const first = Math.max(this.lastClosed + intervalMs, last - DETECTOR_DEFAULTS.memory * intervalMs);
    for (let start = first; start <= last; start += intervalMs) {
      const interval = this.open.get(start) ?? { table: new IntervalTable(start), ids: [] };
      await this.close(interval);
      this.open.delete(start);
      this.lastClosed = start;
    }
  }

  private async close({ table, ids }: OpenInterval): Promise<void> {
    const { store, stream, onUnsaved } = this.parts;
    this.discover(table);
    const leniencies = await this.leniencies();
    const points: StoredPoint[] = [];
    const odd: OddSeries[] = [];
    for (const watch of this.watches.values()) {
      const { name } = watch.definition;
      const judged = watch.judge(table, leniencies.get(name) ?? 1);
      if (judged.value !== undefined) points.push(toPoint(name, table.start, judged.value));
      if (judged.odd !== undefined) odd.push(judged.odd);
    }
    await store.savePoints(points).catch(onUnsaved);
    if (odd.length > 0) await this.raise(table.start, odd);
    await stream.acknowledge(GROUP, ids);
  }

  private async raise(at: number, odd: readonly OddSeries[]): Promise<void> {
    const strangest = (one: OddSeries): number => one.strangeness ?? Number.MAX_VALUE;
    const [first, ...related] = [...odd].sort((one, other) => strangest(other) - strangest(one));
    if (first === undefined) return;
    const anomaly: Anomaly = { ...first, id: this.parts.newId(at), at, related, status: 'open' };
    await this.parts.store.saveAnomaly(anomaly).catch(this.parts.onUnsaved);
    this.parts.onAnomaly(anomaly);
  }

  /** What was called wrong of late needs to be stranger to be told again. */
  private async leniencies(): Promise<Map<string, number>> {
    const feedback = await this.parts.store.feedback(this.parts.clock.now() - FEEDBACK_MS).catch(() => []); // then as ever
    return new Map(
      feedback.map(({ series, dismissed, confirmed }) => [
        series,
        Math.min(MAX_LENIENCY, LENIENCY_STEP ** Math.max(0, dismissed - confirmed)),
      ]),
    );
  }

  /** Metrics that somebody else measures are watched from their first event on. */
  private discover(table: IntervalTable): void {
    for (const name of table.names()) {
      const kind = table.get(name)?.kind;
      const isOwn = OWN_PREFIXES.some((prefix) => name.startsWith(prefix));
      if (!isOwn && kind !== undefined) this.watch(seriesOf(name, kind));
    }
  }

  private watch(definition: WatchedSeries): SeriesWatch | undefined {
    const known = this.watches.get(definition.name);
    if (known !== undefined || this.watches.size >= MAX_SERIES) return known;
    const watch = new SeriesWatch(definition, this.parts.coolDownMs);
    this.watches.set(definition.name, watch);
    return watch;
  }

  private async startReading(): Promise<void> {
    for (const definition of OWN_SERIES) this.watch(definition);
    await this.learnPast().catch(this.parts.onUnsaved);
    this.isReading = true;
  }

  private async learnPast(): Promise<void> {
    const { store, clock, intervalMs } = this.parts;
    const to = clock.now();
    const from = to - DETECTOR_DEFAULTS.memory * intervalMs;
    for (const series of await store.series(from)) {
      const own = OWN_SERIES.find(({ name }) => name === series);
      const points = await store.points(series, from, to, DETECTOR_DEFAULTS.memory);
      const watch = this.watch(own ?? seriesOf(series, kindOf(points)));
      for (const { value, parts } of points) watch?.learn({ value, parts: new Map(Object.entries(parts)) });
      this.lastClosed = Math.max(this.lastClosed, points.at(-1)?.start ?? 0);
    }
    for (const { at, series, related } of await store.anomalies({ limit: MAX_SERIES })) {
      for (const name of [series, ...related.map((one) => one.series)]) this.watches.get(name)?.noteTold(at);
    }
  }

  private stopReading(): void {
    if (!this.isReading) return;
    this.isReading = false;
    this.watches.clear();
    this.open.clear();
    this.lastClosed = 0;
  }

  private intervalOf(ms: number): number {
    return ms - (ms % this.parts.intervalMs);
  }
}

/** A series without holes was a sum: only sums have a value where nothing came. The next event tells for certain. */
function kindOf(points: readonly StoredPoint[]): MetricKind {
  return points.some(({ value }) => value === 0) ? 'sum' : 'mean';
}

function toPoint(series: string, start: number, { value, parts }: SeriesValue): StoredPoint {
  const greatest = [...parts].sort(([, one], [, other]) => Math.abs(other) - Math.abs(one)).slice(0, KEPT_PARTS);
  return { series, start, value, parts: Object.fromEntries(greatest) };
}
