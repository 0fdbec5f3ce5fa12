/** What is counted aside and handed over later. */
interface Tally {
  handOver(): void;
}

/** Values of a histogram that wait, at most. */
const MOST_WAITING = 256;

const tallies = new Set<Tally>();

/**
 * Hands over all that is counted aside in this process. To be given to every metric that has tallies, as its `collect`, so that
 * whoever reads it reads all.
 */
export function handOverTallies(): void {
  for (const tally of tallies) tally.handOver();
}

/**
 * A series of a counter, for what happens with every request. prom-client finds a series by its labels put together as text, each time
 * anew; here it does so once for everything since it was last read.
 */
export class CounterTally implements Tally {
  private sum = 0;

  constructor(private readonly series: { inc(by: number): void }) {
    tallies.add(this);
  }

  /** Counts. */
  inc(by = 1): void {
    this.sum += by;
  }

  handOver(): void {
    if (this.sum === 0) return;
    this.series.inc(this.sum);
    this.sum = 0;
  }
}

/** As {@link CounterTally}, for a series of a histogram: its values are handed over 256 at a time, and when it is read. */
export class HistogramTally implements Tally {
  private readonly values: number[] = [];

  constructor(private readonly series: { observe(value: number): void }) {
    tallies.add(this);
  }

  /** Notes a value. */
  observe(value: number): void {
    if (this.values.push(value) >= MOST_WAITING) this.handOver();
  }

  handOver(): void {
    for (const value of this.values) this.series.observe(value);
    this.values.length = 0;
  }
}
