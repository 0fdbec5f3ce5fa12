import { MonitoringStore, type Anomaly } from '@app/monitoring';
import { Injectable } from '@nestjs/common';
import { ANOMALY_EVENT } from './anomaly-alerts';
import { MetricTail } from './metric-tail';

/** An anomaly with the id of its event, or the place in the stream from which on they are told. */
export interface FeedEvent {
  id: string;
  anomaly?: Anomaly;
}

/** Follows the anomalies that any process finds. */
@Injectable()
export class AnomalyFeed {
  constructor(
    private readonly tail: MetricTail,
    private readonly store: MonitoringStore,
  ) {}

  /** From the event after `lastId` on, without one from now on, until the signal aborts. */
  async *follow(lastId: string | undefined, signal: AbortSignal): AsyncGenerator<FeedEvent> {
    for await (const event of this.tail.follow(lastId, ({ name }) => name === ANOMALY_EVENT, signal)) {
      if (event.type === 'entry') {
        const { id, tags } = event.entry;
        const anomaly = await this.store.anomaly(tags['id'] ?? '');
        if (anomaly !== undefined) yield { id, anomaly };
      } else if (event.type === 'ready') yield { id: event.id };
    }
  }
}
