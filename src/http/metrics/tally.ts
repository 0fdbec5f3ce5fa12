import type { Counter, Histogram } from 'prom-client';

type LabelValues = Readonly<Record<string, string>>;

/** What is counted aside and handed over later. */
interface Tally {
  handOver(): void;
}

/** Values of a histogram that wait, at most. */
const MOST_WAITING = 256;

/** Those of each metric. Here, because a metric belongs to the process and may be shared by several apps. */
const tallies = new WeakMap<object, Tally[]>();

/** Hands over all that is counted aside for a metric. To be given to it as its `collect`, so that whoever reads it reads all. */
export function handOverTallies(this: object): void {
  for (const tally of tallies.get(this) ?? []) tally.handOver();
}

function register(metric: object, tally: Tally): void {
  const known = tallies.get(metric);
  if (known === undefined) tallies.set(metric, [tally]);
  else known.push(tally);
}

/**
 * A series of a counter, for what happens with every request. prom-client finds a series by its labels put together as text, each time
 * anew; here it does so once for everything since it was last read.
 */
export class CounterTally implements Tally {
  private sum = 0;
  private readonly series: Counter.Internal;

  constructor(metric: Counter, labels: LabelValues = {}) {
    this.series = metric.labels(labels);
    register(metric, this);
  }

  /** Counts. */
  inc(by = 1): void {
    this.sum += by;
  }

  handOver(): void {
    const { sum } = this;
    this.sum = 0;
    if (sum !== 0) this.series.inc(sum);
  }
}

/** As {@link CounterTally}, for a series of a histogram: its values are handed over 256 at a time, and when it is read. */
export class HistogramTally implements Tally {
  private readonly values: number[] = [];
  private readonly series: Histogram.Internal<string>;

  constructor(metric: Histogram, labels: LabelValues = {}) {
    this.series = metric.labels(labels);
    register(metric, this);
  }

  /** Notes a value. */
  observe(value: number): void {
    if (this.values.push(value) >= MOST_WAITING) this.handOver();
  }

  handOver(): void {
    for (const value of this.values.splice(0)) this.series.observe(value);
  }
}
