import { anomalies, metricPoints, type SqlDatabase } from '@app/storage';
import { and, asc, desc, eq, gte, lt, sql } from 'drizzle-orm';
import type { Anomaly, AnomalyStatus } from '../../watch/anomaly';
import {
  MonitoringStore,
  type AnomalyDecision,
  type AnomalyQuery,
  type SeriesFeedback,
  type StoredPoint,
} from '../../watch/monitoring-store';

const MOST_POINTS = 20_000;
const MOST_SERIES = 500;

/** Series and anomalies in Postgres. */
export class SqlMonitoringStore extends MonitoringStore {
  constructor(private readonly database: SqlDatabase) {
    super();
  }

  async savePoints(points: readonly StoredPoint[]): Promise<void> {
    if (points.length === 0) return;
    const rows = points.map(({ start, ...point }) => ({ ...point, start: new Date(start) }));
    await this.database.write((tx) =>
      tx
        .insert(metricPoints)
        .values(rows)
        .onConflictDoUpdate({
          target: [metricPoints.series, metricPoints.start],
          set: { value: sql`excluded.value`, parts: sql`excluded.parts` },
        }),
    );
  }

  async points(series: string, from: number, to: number, limit = MOST_POINTS): Promise<StoredPoint[]> {
    const { start } = metricPoints;
    const rows = await this.database.read((tx) =>
      tx
        .select()
        .from(metricPoints)
        .where(and(eq(metricPoints.series, series), gte(start, new Date(from)), lt(start, new Date(to))))
        .orderBy(desc(start))
        .limit(limit),
    );
    return rows.reverse().map((row) => ({ ...row, start: row.start.getTime() }));
  }

  async series(since: number): Promise<string[]> {
    const rows = await this.database.read((tx) =>
      tx
        .selectDistinct({ series: metricPoints.series })
        .from(metricPoints)
        .where(gte(metricPoints.start, new Date(since)))
        .orderBy(asc(metricPoints.series))
        .limit(MOST_SERIES),
    );
    return rows.map(({ series }) => series);
  }

  async saveAnomaly({ id, series, at, status, ...finding }: Anomaly): Promise<void> {
    const row = { id, series, at: new Date(at), status, finding };
    await this.database.write((tx) => tx.insert(anomalies).values(row).onConflictDoNothing());
  }

  async anomalies({ status, series, before, limit }: AnomalyQuery): Promise<Anomaly[]> {
    const rows = await this.database.read((tx) =>
      tx
        .select()
        .from(anomalies)
        .where(
          and(
            status === undefined ? undefined : eq(anomalies.status, status),
            series === undefined ? undefined : eq(anomalies.series, series),
            before === undefined ? undefined : lt(anomalies.at, new Date(before)),
          ),
        )
        .orderBy(desc(anomalies.at), desc(anomalies.id))
        .limit(limit),
    );
    return rows.map(toAnomaly);
  }

  async anomaly(id: string): Promise<Anomaly | undefined> {
    const [row] = await this.database.read((tx) => tx.select().from(anomalies).where(eq(anomalies.id, id)));
    return row === undefined ? undefined : toAnomaly(row);
  }

  async decide(id: string, { status, note, decidedBy, decidedAt }: AnomalyDecision): Promise<Anomaly | undefined> {
    const isOpen = status === 'open';
    const values = {
      status,
      note: note ?? null,
      decidedBy: isOpen ? null : decidedBy,
      decidedAt: isOpen ? null : new Date(decidedAt),
    };
    const [row] = await this.database.write((tx) =>
      tx.update(anomalies).set(values).where(eq(anomalies.id, id)).returning(),
    );
    return row === undefined ? undefined : toAnomaly(row);
  }

  feedback(since: number): Promise<SeriesFeedback[]> {
    const counted = (status: AnomalyStatus) =>
      sql<number>`count(*) FILTER (WHERE ${anomalies.status} = ${status})`.mapWith(Number);
    return this.database.read((tx) =>
      tx
        .select({ series: anomalies.series, dismissed: counted('dismissed'), confirmed: counted('confirmed') })
        .from(anomalies)
        .where(gte(anomalies.at, new Date(since)))
        .groupBy(anomalies.series),
    );
  }

  async prune(before: number): Promise<void> {
    await this.database.write((tx) => tx.delete(metricPoints).where(lt(metricPoints.start, new Date(before))));
  }
}

function toAnomaly(row: typeof anomalies.$inferSelect): Anomaly {
  const { id, series, at, finding, status, note, decidedBy, decidedAt } = row;
  return {
    ...(finding as unknown as Anomaly),
    id,
    series,
    at: at.getTime(),
    status: status as AnomalyStatus,
    ...(note === null ? {} : { note }),
    ...(decidedBy === null ? {} : { decidedBy }),
    ...(decidedAt === null ? {} : { decidedAt: decidedAt.getTime() }),
  };
}
