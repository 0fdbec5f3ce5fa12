import { AppError } from '@app/kernel';
import type { TurnEvent, TurnFinish } from '@app/turn';

/** Runs a turn to its end and gives its last event. */
export async function collectTurn(events: AsyncIterable<TurnEvent>): Promise<TurnFinish> {
  for await (const event of events) {
    if (event.type === 'finish') return event;
  }
  throw new AppError('internal_error', 'The turn ended without a result.');
}
