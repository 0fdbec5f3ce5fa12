import type { Anomaly } from '../../watch/anomaly';
import {
  MonitoringStore,
  type AnomalyDecision,
  type AnomalyQuery,
  type SeriesFeedback,
  type StoredPoint,
} from '../../watch/monitoring-store';

/** Series and anomalies of one process: for tests and short programs. */
export class MemoryMonitoringStore extends MonitoringStore {
  private readonly kept = new Map<string, StoredPoint>();
  private readonly found = new Map<string, Anomaly>();

  savePoints(points: readonly StoredPoint[]): Promise<void> {
    for (const point of points) this.kept.set(`${point.series} ${point.start}`, point);
    return Promise.resolve();
  }

  points(series: string, from: number, to: number, limit = Infinity): Promise<StoredPoint[]> {
    const points = [...this.kept.values()]
      .filter((point) => point.series === series && point.start >= from && point.start < to)
      .sort((one, other) => one.start - other.start);
    return Promise.resolve(points.slice(-limit));
  }

  series(since: number): Promise<string[]> {
    const recent = [...this.kept.values()].filter(({ start }) => start >= since);
    return Promise.resolve([...new Set(recent.map(({ series }) => series))].sort());
  }

  saveAnomaly(anomaly: Anomaly): Promise<void> {
    if (!this.found.has(anomaly.id)) this.found.set(anomaly.id, anomaly);
    return Promise.resolve();
  }

  anomalies({ status, series, before = Infinity, limit }: AnomalyQuery): Promise<Anomaly[]> {
    const matching = [...this.found.values()]
      .filter((one) => status === undefined || one.status === status)
      .filter((one) => (series === undefined || one.series === series) && one.at < before)
      .sort((one, other) => other.at - one.at || (one.id < other.id ? 1 : -1));
    return Promise.resolve(matching.slice(0, limit));
  }

  anomaly(id: string): Promise<Anomaly | undefined> {
    return Promise.resolve(this.found.get(id));
  }

  decide(id: string, { status, note, decidedBy, decidedAt }: AnomalyDecision): Promise<Anomaly | undefined> {
    const known = this.found.get(id);
    if (known === undefined) return Promise.resolve(undefined);
    const { note: _note, decidedBy: _by, decidedAt: _at, ...rest } = known;
    const decided = status === 'open' ? {} : { decidedBy, decidedAt };
    const changed = { ...rest, status, ...(note === undefined ? {} : { note }), ...decided };
    this.found.set(id, changed);
    return Promise.resolve(changed);
  }

  feedback(since: number): Promise<SeriesFeedback[]> {
    const bySeries = new Map<string, SeriesFeedback>();
    for (const { series, status, at } of this.found.values()) {
      if (at < since) continue;
      const sum = bySeries.get(series) ?? { series, dismissed: 0, confirmed: 0 };
      if (status !== 'open') sum[status] += 1;
      bySeries.set(series, sum);
    }
    return Promise.resolve([...bySeries.values()]);
  }

  prune(before: number): Promise<void> {
    for (const [key, { start }] of this.kept) if (start < before) this.kept.delete(key);
    return Promise.resolve();
  }
}
