import type { CacheEntry, CacheLayerName } from '@app/cache';
import type { ChatResponse } from '@app/contracts';
import type { PlannedTurn, TurnEvent, TurnFinish } from '@app/turn';
import { readAnswer, readEvents, type StoredAnswer } from './turn-codec';

/** How a stored answer was found. */
export interface FoundAnswer {
  readonly entry: CacheEntry;
  readonly status: 'hit' | 'stale';
  readonly layer: CacheLayerName;
  readonly ageMs: number;
}

/**
 * The events of a stored answer as those of this turn: the same texts and steps in the same pieces, at once. Steps keep the times of
 * their making; the answer has this turn's id, cost nothing and waited for nobody. Only the last event when it is not streamed.
 * Undefined when the entry holds no answer.
 */
export function replayAnswer(found: FoundAnswer, turn: PlannedTurn): AsyncIterable<TurnEvent> | undefined {
  const answer = readAnswer(found.entry);
  if (answer === undefined) return undefined;
  const finish = finishOf(answer, found, turn);
  if (!turn.request.stream) return new OneEvent(finish);
  const events = readEvents(found.entry);
  return events && inTurn(withStart(events, turn), finish);
}

function finishOf(answer: StoredAnswer, { status, layer, ageMs }: FoundAnswer, { id }: PlannedTurn): TurnFinish {
  const { response, toolCalls, opaqueReasoning } = answer;
  const { costMicroUsd: savedMicroUsd } = response.usage;
  const isPriced = savedMicroUsd !== undefined;
  const own: ChatResponse = {
    ...response,
    id,
    usage: isPriced ? { ...response.usage, costMicroUsd: 0 } : response.usage,
    cache: { status, layer, ageMs: Math.round(ageMs), ...(isPriced ? { savedMicroUsd } : {}) },
    timings: { totalMs: 0, upstreamMs: 0, overheadMs: 0 },
  };
  return { type: 'finish', response: own, toolCalls, opaqueReasoning };
}

function withStart(events: readonly TurnEvent[], { id }: PlannedTurn): TurnEvent[] {
  return events.map((event) => (event.type === 'start' ? { ...event, id } : event));
}

/** The one event of an answer in one piece, without what a generator costs. */
class OneEvent implements AsyncIterableIterator<TurnEvent> {
  private isTold = false;

  constructor(private readonly event: TurnEvent) {}

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<TurnEvent>> {
    if (this.isTold) return Promise.resolve({ done: true, value: undefined });
    this.isTold = true;
    return Promise.resolve({ value: this.event });
  }
}

async function* inTurn(events: readonly TurnEvent[], finish: TurnFinish): AsyncGenerator<TurnEvent> {
  yield* events;
  yield await Promise.resolve(finish);
}
