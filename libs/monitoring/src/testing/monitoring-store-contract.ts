import type { Anomaly } from '../watch/anomaly';
import type { MonitoringStore } from '../watch/monitoring-store';

const AT = Date.UTC(2026, 0, 15);

/** An anomaly of the tests. */
export function anomalyOf(more: Partial<Anomaly> = {}): Anomaly {
  return {
    id: 'anomaly_1',
    series: 'latency_ms',
    at: AT,
    value: 900,
    usual: 100.5,
    strangeness: null,
    score: 1,
    contributions: [{ tag: 'model', value: 'a/b', share: 0.9, now: 800, usual: 80 }],
    related: [],
    status: 'open',
    ...more,
  };
}

/** What every {@link MonitoringStore} does. `open` gives an empty one. */
export function describeMonitoringStoreContract(name: string, open: () => Promise<MonitoringStore>): void {
  describe(`series and anomalies in ${name}`, () => {
    let store: MonitoringStore;
    beforeEach(async () => {
      store = await open();
    });

    it('keep points by series and time, the newest of a time', async () => {
      const point = (start: number, value: number, series = 'a') => ({ series, start, value, parts: { 'model=x': 1 } });
      await store.savePoints([point(AT, 1), point(AT + 60_000, 2), point(AT, 3, 'b')]);
      await store.savePoints([point(AT, 1.5)]);
      expect(await store.points('a', AT, AT + 120_000)).toEqual([point(AT, 1.5), point(AT + 60_000, 2)]);
      expect(await store.points('a', AT, AT + 120_000, 1)).toEqual([point(AT + 60_000, 2)]);
      expect(await store.points('a', AT + 1, AT + 60_000)).toEqual([]);
      expect(await store.series(AT)).toEqual(['a', 'b']);
      expect(await store.series(AT + 1)).toEqual(['a']);
      await store.prune(AT + 1);
      expect(await store.points('a', 0, AT + 120_000)).toEqual([point(AT + 60_000, 2)]);
    });

    it('keep anomalies as they were told, newest first', async () => {
      const related = [{ series: 'error_rate', value: 1, usual: 0, strangeness: 2, score: 0.7, contributions: [] }];
      const all = [1, 2, 3].map((day) => anomalyOf({ id: `anomaly_${day}`, at: AT + day, related }));
      for (const anomaly of all) await store.saveAnomaly(anomaly);
      await store.saveAnomaly(anomalyOf({ id: 'anomaly_1', value: 5 }));
      expect(await store.anomalies({ limit: 10 })).toEqual([...all].reverse());
      expect(await store.anomalies({ limit: 1, before: AT + 3 })).toEqual([all[1]]);
      expect(await store.anomalies({ limit: 10, series: 'other' })).toEqual([]);
      expect(await store.anomaly('anomaly_1')).toEqual(all[0]);
      expect(await store.anomaly('none')).toBeUndefined();
    });

    it('keep what somebody made of an anomaly, and count it by series', async () => {
      for (const id of ['one', 'two', 'three']) await store.saveAnomaly(anomalyOf({ id }));
      const decision = { decidedBy: 'user_a', decidedAt: AT + 5 };
      const dismissed = await store.decide('one', { ...decision, status: 'dismissed', note: 'a load test' });
      expect(dismissed).toMatchObject({ status: 'dismissed', note: 'a load test', ...decision, value: 900 });
      await store.decide('two', { ...decision, status: 'confirmed' });
      expect(await store.feedback(AT)).toEqual([{ series: 'latency_ms', dismissed: 1, confirmed: 1 }]);
      expect(await store.feedback(AT + 1)).toEqual([]);
      expect((await store.anomalies({ status: 'open', limit: 10 })).map(({ id }) => id)).toEqual(['three']);
      expect(await store.decide('one', { ...decision, status: 'open' })).toEqual(anomalyOf({ id: 'one' }));
      expect(await store.decide('none', { ...decision, status: 'open' })).toBeUndefined();
    });
  });
}
