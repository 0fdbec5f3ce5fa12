import { Counter, Histogram, Registry } from 'prom-client';
import { CounterTally, handOverTallies, HistogramTally } from './tally';

describe('tallies', () => {
  const collect = handOverTallies;

  it('are complete whenever their metric is read', async () => {
    const registers = [new Registry()];
    const counter = new Counter({ name: 'asked', help: 'h', labelNames: ['route'], registers, collect });
    const tally = new CounterTally(counter, { route: 'a' });
    tally.inc();
    tally.inc(2.5);
    expect((await counter.get()).values).toEqual([{ labels: { route: 'a' }, value: 3.5 }]);
    tally.inc();
    expect((await counter.get()).values).toEqual([{ labels: { route: 'a' }, value: 4.5 }]);
  });

  it('make no series before something was counted', async () => {
    const registers = [new Registry()];
    const counter = new Counter({ name: 'never', help: 'h', labelNames: ['route'], registers, collect });
    new CounterTally(counter, { route: 'a' });
    expect((await counter.get()).values).toEqual([]);
  });

  it('put values into the buckets that they belong to, many of them before anybody reads', async () => {
    const registers = [new Registry()];
    const histogram = new Histogram({ name: 'took', help: 'h', buckets: [1, 10], registers, collect });
    const tally = new HistogramTally(histogram);
    for (let value = 0; value < 1_000; value++) tally.observe(value % 20);
    const text = await registers[0]!.metrics();
    expect(text).toContain('took_bucket{le="1"} 100');
    expect(text).toContain('took_bucket{le="10"} 550');
    expect(text).toContain('took_count 1000');
    expect(text).toContain('took_sum 9500');
  });
});
