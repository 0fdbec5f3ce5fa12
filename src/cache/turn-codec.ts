import { CacheEntry, PackedBytes, type AnswerCodec, type NotStorable } from '@app/cache';
import { isJsonObject } from '@app/kernel';
import type { TurnEvent, TurnFinish } from '@app/turn';

/** An answer of fewer bytes is stored as it is: inflating costs every reader. */
const DEFLATE_BODY_FROM = 4_096;
/** The events of a stream repeat the same words all the time. */
const DEFLATE_EVENTS_FROM = 1_024;
/** What an event takes beside its text, bytes. */
const EVENT_BYTES = 64;

/** What is stored of an answer. */
export type StoredAnswer = Pick<TurnFinish, 'response' | 'toolCalls' | 'opaqueReasoning'>;

/** Packs turns for the cache. Only answers that are whole, went well and called no tool are for others. */
export class TurnCodec implements AnswerCodec<TurnEvent> {
  /** @param withTools whether answers that call tools are stored too. */
  constructor(private readonly withTools: boolean) {}

  isLast(event: TurnEvent): boolean {
    return event.type === 'finish';
  }

  sizeOf(event: TurnEvent): number {
    if ('text' in event) return EVENT_BYTES + event.text.length;
    if (event.type !== 'finish') return EVENT_BYTES;
    const { finalAnswer, rawResponse = '' } = event.response;
    return EVENT_BYTES + finalAnswer.length + rawResponse.length;
  }

  pack(events: readonly TurnEvent[], meta: Parameters<AnswerCodec<TurnEvent>['pack']>[1]): CacheEntry | NotStorable {
    const finish = events.at(-1);
    if (finish?.type !== 'finish') return 'incomplete';
    const refusal = this.refusalOf(finish);
    if (refusal !== undefined) return refusal;
    const { response, toolCalls, opaqueReasoning } = finish;
    const { costMicroUsd } = response.usage;
    const body: StoredAnswer = { response, toolCalls, opaqueReasoning };
    return new CacheEntry(
      { ...meta, ...(costMicroUsd === undefined ? {} : { costMicroUsd }) },
      PackedBytes.ofText(JSON.stringify(body), DEFLATE_BODY_FROM),
      PackedBytes.ofText(JSON.stringify(events.slice(0, -1)), DEFLATE_EVENTS_FROM),
    );
  }

  /** Whether the answer may be stored for another time, as far as it tells by itself: a very large one may still be left out. */
  isStorable(finish: TurnFinish): boolean {
    return this.refusalOf(finish) === undefined;
  }

  private refusalOf({ response, toolCalls }: TurnFinish): NotStorable | undefined {
    const { complete, finishReason, finalAnswer, vote } = response;
    if (toolCalls.length > 0 || finishReason === 'tool_calls') {
      return this.withTools && finishReason === 'tool_calls' ? undefined : 'tool_calls';
    }
    if (!complete || finishReason !== 'stop' || finalAnswer === '') return 'incomplete';
    // Some samples failed or were not allowed: another time the vote may go otherwise.
    return vote?.reason === 'sample_failed' ? 'odd' : undefined;
  }
}

/** The stored answer. Undefined when the entry holds something else. Read once for as long as the entry is in memory. */
export function readAnswer(entry: CacheEntry): StoredAnswer | undefined {
  entry.memo ??= parse(entry.body);
  return isAnswer(entry.memo) ? entry.memo : undefined;
}

/** The events that led to it, its last one left out. */
export function readEvents(entry: CacheEntry): TurnEvent[] | undefined {
  const events = parse(entry.events);
  return Array.isArray(events) ? (events as TurnEvent[]) : undefined;
}

function parse(packed: PackedBytes): unknown {
  try {
    return JSON.parse(packed.text());
  } catch {
    return null; // of another program: no answer
  }
}

function isAnswer(value: unknown): value is StoredAnswer {
  return (
    isJsonObject(value) &&
    isJsonObject(value['response']) &&
    Array.isArray(value['toolCalls']) &&
    Array.isArray(value['opaqueReasoning'])
  );
}
