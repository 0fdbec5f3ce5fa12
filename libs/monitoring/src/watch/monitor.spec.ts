import { ManualClock } from '@app/testing';
import { MemoryMetricStream } from '../adapters/memory/memory-metric-stream';
import { MemoryMonitoringStore } from '../adapters/memory/memory-monitoring-store';
import { MetricGatherer } from '../events/metric-gatherer';
import type { Anomaly } from './anomaly';
import { Monitor } from './monitor';

const INTERVAL_MS = 60_000;

/** Reproducible noise around 0. */
const noise = (minute: number): number => ((minute * 7_919) % 101) / 101 - 0.5;

describe('the monitor', () => {
  let clock: ManualClock;
  let stream: MemoryMetricStream;
  let store: MemoryMonitoringStore;
  let gatherer: MetricGatherer;
  let raised: Anomaly[];
  let lost: number;
  let ids: number;

  beforeEach(() => {
    clock = new ManualClock(Date.UTC(2026, 0, 15));
    stream = new MemoryMetricStream(clock);
    store = new MemoryMonitoringStore();
    gatherer = new MetricGatherer();
    raised = [];
    lost = 0;
    ids = 0;
  });

  const monitorOf = (reader = 'one') =>
    new Monitor({
      stream,
      store,
      clock,
      reader,
      newId: () => `anomaly_${++ids}`,
      intervalMs: INTERVAL_MS,
      coolDownMs: 100 * INTERVAL_MS,
      onAnomaly: (anomaly) => raised.push(anomaly),
      onLost: (entries) => (lost += entries),
      onUnsaved: (error) => {
        throw error;
      },
    });

  /** Minutes of traffic over two models; `change` adds to one minute. */
  const run = async (monitor: Monitor, minutes: number, from: number, change?: (minute: number) => void) => {
    for (let minute = from; minute < from + minutes; minute++) {
      for (const [model, share] of [
        ['a', 0.6],
        ['b', 0.4],
      ] as const) {
        gatherer.add('chat.turns', Math.round(share * (200 + 20 * noise(minute))), { model });
        gatherer.add('chat.errors', Math.round(2 + noise(minute * 3)), { model });
        gatherer.observe('chat.latency_ms', 1_000 + 80 * noise(minute + (model === 'a' ? 1 : 2)), { model });
      }
      change?.(minute);
      await stream.append(gatherer.drain(clock.now()));
      clock.advance(INTERVAL_MS);
      await monitor.tick();
    }
    clock.advance(5_000);
    await monitor.tick();
  };

  it('tells what is odd, by how much, and which value of which tag is to blame', async () => {
    const monitor = monitorOf();
    await run(monitor, 400, 0);
    expect(raised.filter(({ at }) => at > Date.UTC(2026, 0, 15, 4))).toEqual([]);
    const before = raised.length;
    await run(monitor, 3, 400, (minute) => {
      if (minute === 401) gatherer.add('chat.errors', 120, { model: 'b' });
    });
    expect(raised).toHaveLength(before + 1);
    const anomaly = raised.at(-1)!;
    expect(anomaly).toMatchObject({ series: 'error_rate', status: 'open' });
    expect(anomaly.value).toBeGreaterThan(0.5);
    expect(anomaly.usual).toBeLessThan(0.05);
    expect(anomaly.contributions[0]).toMatchObject({ tag: 'model', value: 'b' });
    expect(anomaly.contributions[0]?.share).toBeGreaterThan(0.9);
    expect(await store.anomalies({ limit: 10 })).toContainEqual(anomaly);
    const points = await store.points('error_rate', 0, clock.now());
    expect(points.length).toBeGreaterThanOrEqual(402);
  });

  it('says nothing of a single failure in a calm night, however new it is', async () => {
    const monitor = monitorOf();
    const quiet = async (minutes: number, errors = 0) => {
      for (let minute = 0; minute < minutes; minute++) {
        gatherer.add('chat.turns', 3, { model: 'a' });
        if (errors > 0) gatherer.add('chat.errors', errors, { model: 'a' });
        await stream.append(gatherer.drain(clock.now()));
        clock.advance(INTERVAL_MS);
        await monitor.tick();
      }
    };
    await quiet(200);
    await quiet(1, 1);
    await quiet(2);
    expect(raised).toEqual([]);
  });

  describe('on an idle service', () => {
    /** Minutes in which so many turns are answered; nothing comes where there are none. */
    const answer = async (monitor: Monitor, minutes: number, turns: number) => {
      for (let minute = 0; minute < minutes; minute++) {
        if (turns > 0) {
          gatherer.add('chat.turns', turns, { model: 'a' });
          gatherer.add('chat.tokens', 3_000 * turns, { model: 'a' });
          gatherer.add('chat.cost_micro_usd', 30_000 * turns, { model: 'a' });
        }
        await stream.append(gatherer.drain(clock.now()));
        clock.advance(INTERVAL_MS);
        await monitor.tick();
      }
      clock.advance(5_000);
      await monitor.tick();
    };

    it('says nothing of one question', async () => {
      const monitor = monitorOf();
      await answer(monitor, 200, 0);
      await answer(monitor, 1, 1);
      await answer(monitor, 5, 0);
      expect(raised).toEqual([]);
    });

    it('tells a surge, also soon after a question that was not told', async () => {
      const monitor = monitorOf();
      await answer(monitor, 200, 0);
      await answer(monitor, 1, 1);
      await answer(monitor, 10, 0);
      await answer(monitor, 1, 60);
      expect(raised).toHaveLength(1);
      const [{ series, value, related }] = raised as [Anomaly];
      expect(value).toBeGreaterThanOrEqual(60);
      expect([series, ...related.map((one) => one.series)].sort()).toEqual(['cost_micro_usd', 'requests', 'tokens']);
    });

    it('keeps the silence behind what was told, and only that, in another process', async () => {
      const first = monitorOf('one');
      await answer(first, 200, 0);
      await answer(first, 1, 1);
      stream.endLease('monitor');
      const second = monitorOf('two');
      await answer(second, 10, 0);
      await answer(second, 1, 60);
      expect(raised).toHaveLength(1);
      stream.endLease('monitor');
      const third = monitorOf('three');
      await answer(third, 10, 0);
      await answer(third, 1, 600);
      expect([third.reads, raised.length]).toEqual([true, 1]);
      await answer(third, 100, 0);
      await answer(third, 1, 6_000);
      expect(raised).toHaveLength(2);
    });

    it('tells tokens and cost that surge in few turns', async () => {
      const monitor = monitorOf();
      await answer(monitor, 200, 1);
      gatherer.add('chat.tokens', 400_000, { model: 'a' });
      gatherer.add('chat.cost_micro_usd', 4_000_000, { model: 'a' });
      await answer(monitor, 1, 1);
      const told = raised.flatMap((one) => [one, ...one.related].map(({ series }) => series));
      expect(told.sort()).toEqual(['cost_micro_usd', 'tokens']);
    });

    it('is told once, when the service was busy before', async () => {
      const monitor = monitorOf();
      await run(monitor, 300, 0);
      const before = raised.length;
      await answer(monitor, 20, 0);
      expect(raised.slice(before)).toMatchObject([{ series: 'requests', value: 0 }]);
    });
  });

  it('watches any other metric from its first event on', async () => {
    const monitor = monitorOf();
    for (let minute = 0; minute < 200; minute++) {
      gatherer.add('shop.orders', minute === 190 ? 500 : 50 + Math.round(10 * noise(minute)), { shop: 'x' });
      await stream.append(gatherer.drain(clock.now()));
      clock.advance(INTERVAL_MS);
      await monitor.tick();
    }
    expect(raised.at(-1)).toMatchObject({ series: 'shop.orders', contributions: [{ tag: 'shop', value: 'x' }] });
  });

  it('goes on in another process as if nothing had happened', async () => {
    const first = monitorOf('one');
    await run(first, 300, 0);
    const second = monitorOf('two');
    await second.tick();
    expect([first.reads, second.reads]).toEqual([true, false]);
    stream.endLease('monitor');
    const known = raised.length;
    await run(second, 3, 300, (minute) => {
      if (minute === 301) gatherer.add('chat.errors', 120, { model: 'a' });
    });
    expect([first.reads, second.reads, lost]).toEqual([true, true, 0]);
    await first.tick();
    expect(first.reads).toBe(false);
    expect(raised.slice(known)).toMatchObject([{ series: 'error_rate', contributions: [{ value: 'a' }] }]);
    const starts = (await store.points('requests', 0, clock.now())).map(({ start }) => start);
    expect(new Set(starts).size).toBe(starts.length);
  });

  it('tells of entries that nobody read', async () => {
    const small = new MemoryMetricStream(clock, 10);
    stream = small;
    const monitor = monitorOf();
    await small.append([{ name: 'a', kind: 'sum', value: 1, count: 1, tags: {}, time: 1 }]);
    await monitor.tick();
    for (let event = 0; event < 25; event++) {
      await small.append([{ name: 'a', kind: 'sum', value: 1, count: 1, tags: {}, time: 1 }]);
    }
    await monitor.tick();
    expect(lost).toBe(15);
  });

  it('needs more to tell again what was called wrong', async () => {
    const monitor = monitorOf();
    await run(monitor, 300, 0);
    const spike = (errors: number) => (minute: number) => {
      if (minute % 150 === 1) gatherer.add('chat.errors', errors, { model: 'a' });
    };
    await run(monitor, 3, 300, spike(60));
    const first = raised.at(-1)!;
    expect(first.series).toBe('error_rate');
    for (let again = 0; again < 5; again++) {
      await store.saveAnomaly({ ...first, id: `wrong_${again}` });
      await store.decide(`wrong_${again}`, { status: 'dismissed', decidedBy: 'x', decidedAt: clock.now() });
    }
    const known = raised.filter(({ series }) => series === 'error_rate').length;
    await run(monitor, 148, 303);
    await run(monitor, 3, 451, spike(80));
    expect(raised.filter(({ series }) => series === 'error_rate')).toHaveLength(known);
  });
});
