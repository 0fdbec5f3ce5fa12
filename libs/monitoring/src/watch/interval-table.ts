import type { MetricEvent, MetricKind } from '../events/metric-event';

/** Most parts of a metric that are told apart in one interval. */
const MAX_PARTS = 200;
/** Most names in one interval: own ones come first, so strangers cannot push them out. */
const MAX_NAMES = 500;

/** Sum and number of what was observed. */
interface Amount {
  sum: number;
  count: number;
}

/** One metric over an interval, and what each tag's value has of it, by `tag=value`. */
export interface MetricAmount extends Amount {
  kind: MetricKind;
  parts: Map<string, Amount>;
}

/** All metrics of one interval. */
export class IntervalTable {
  private readonly metrics = new Map<string, MetricAmount>();

  /** `start`: epoch milliseconds. */
  constructor(readonly start: number) {}

  /** Takes an event in. */
  add({ name, kind, value, count, tags }: MetricEvent): void {
    let metric = this.metrics.get(name);
    if (metric === undefined) {
      if (this.metrics.size >= MAX_NAMES) return;
      metric = { kind, sum: 0, count: 0, parts: new Map() };
      this.metrics.set(name, metric);
    }
    const sum = kind === 'sum' ? value : value * count;
    addTo(metric, sum, count);
    for (const [tag, text] of Object.entries(tags)) {
      const part = metric.parts.get(`${tag}=${text}`) ?? { sum: 0, count: 0 };
      if (metric.parts.size < MAX_PARTS) metric.parts.set(`${tag}=${text}`, part);
      addTo(part, sum, count);
    }
  }

  /** Undefined when nothing of the name came. */
  get(name: string): MetricAmount | undefined {
    return this.metrics.get(name);
  }

  names(): string[] {
    return [...this.metrics.keys()];
  }
}

function addTo(amount: Amount, sum: number, count: number): void {
  amount.sum += sum;
  amount.count += count;
}
