import type { MessageState } from '@app/contracts';
import { Injectable } from '@nestjs/common';
import { Counter, Gauge, register } from 'prom-client';

const ENDED = 'stepwise_conversation_turns_total';
const RUNNING = 'stepwise_conversation_turns_in_progress';
const DROPPED = 'stepwise_conversation_messages_dropped_total';

/** What became of the chat turns that are stored. The registry belongs to the process, so a second app in tests shares it. */
@Injectable()
export class ConversationMetrics {
  private readonly turns =
    (register.getSingleMetric(ENDED) as Counter<'state'> | undefined) ??
    new Counter({ name: ENDED, help: 'Stored chat turns that ended, by state.', labelNames: ['state'] });
  private readonly inProgress =
    (register.getSingleMetric(RUNNING) as Gauge | undefined) ??
    new Gauge({ name: RUNNING, help: 'Stored chat turns that this process is answering.' });
  private readonly droppedMessages =
    (register.getSingleMetric(DROPPED) as Counter | undefined) ??
    new Counter({ name: DROPPED, help: 'Messages of histories that did not fit the context window.' });

  ended(state: MessageState, count = 1): void {
    if (count > 0) this.turns.inc({ state }, count);
  }

  running(count: number): void {
    this.inProgress.set(count);
  }

  dropped(count: number): void {
    this.droppedMessages.inc(count);
  }
}
