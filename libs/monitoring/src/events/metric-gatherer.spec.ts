import { checkMetricEvent } from './metric-event';
import { MetricGatherer } from './metric-gatherer';

describe('MetricGatherer', () => {
  it('takes what is alike together', () => {
    const gatherer = new MetricGatherer();
    gatherer.add('turns', 1, { model: 'a' });
    gatherer.add('turns', 2, { model: 'a' });
    gatherer.add('turns', 5, { model: 'b' });
    gatherer.observe('latency', 10);
    gatherer.observe('latency', 20);
    gatherer.observe('latency', NaN);
    expect(gatherer.drain(7)).toEqual([
      { name: 'turns', kind: 'sum', value: 3, count: 2, tags: { model: 'a' }, time: 7 },
      { name: 'turns', kind: 'sum', value: 5, count: 1, tags: { model: 'b' }, time: 7 },
      { name: 'latency', kind: 'mean', value: 15, count: 2, tags: {}, time: 7 },
    ]);
    expect(gatherer.drain(8)).toEqual([]);
  });

  it('stays bounded and loses nothing, whatever the tags are', () => {
    const gatherer = new MetricGatherer();
    for (let user = 0; user < 100_000; user++) gatherer.add('turns', 1, { user: `user-${user}` });
    const events = gatherer.drain(1);
    expect(events.length).toBeLessThanOrEqual(501);
    expect(events.reduce((sum, { value }) => sum + value, 0)).toBe(100_000);
  });
});

describe('an event from outside', () => {
  const event = { name: 'shop.orders', kind: 'sum', value: 1, count: 1, tags: { shop: 'x' }, time: 1 } as const;

  it('is taken when it is sound', () => {
    expect(() => checkMetricEvent(event, 'events[0]')).not.toThrow();
  });

  it.each([
    [{ name: 'Orders' }, 'events[0].name'],
    [{ name: 'chat.turns' }, 'events[0].name'],
    [{ value: Infinity }, 'events[0].value'],
    [{ tags: { shop: 'x'.repeat(101) } }, 'events[0].tags'],
    [{ tags: { 'a b': 'x' } }, 'events[0].tags'],
    [{ tags: Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`t${index}`, 'x'])) }, 'events[0].tags'],
  ])('is refused with %j', (wrong, param) => {
    const refused = expect.objectContaining({ code: 'invalid_parameter', param }) as Error;
    expect(() => checkMetricEvent({ ...event, ...wrong }, 'events[0]')).toThrow(refused);
  });
});
