import type { ChatResponse, MessageAnswer, StartEvent } from '@app/contracts';
import type { ApiFailure } from '../api/api-failure';
import type { ReasoningSnapshot } from '../reasoning-view';

/** How far a turn is. */
export type TurnPhase = 'waiting' | 'reasoning' | 'answering' | 'finished' | 'failed' | 'stopped';

/** What is known about an answer that has ended, beside its texts: of a response, or of a stored message. */
export type AnswerFacts = Partial<
  Pick<
    ChatResponse,
    | 'provider'
    | 'model'
    | 'strategy'
    | 'confidence'
    | 'confidenceSource'
    | 'complete'
    | 'finishReason'
    | 'warnings'
    | 'cache'
    | 'droppedMessages'
  >
> &
  Pick<MessageAnswer, 'usage' | 'timings'>;

/** An answer as far as it has come. */
export interface TurnView extends ReasoningSnapshot {
  phase: TurnPhase;
  /** When the question was sent, epoch milliseconds. */
  startedAt: number;
  /** Who answers. Absent before the stream began. */
  start?: Omit<StartEvent, 'type'>;
  /** Absent while more may come. Of an answer that failed or was stopped it holds what is known. */
  facts?: AnswerFacts;
  /** Present exactly when `phase` is `failed`. */
  failure?: ApiFailure;
}

/** True while more may come. */
export function isRunning({ phase }: Pick<TurnView, 'phase'>): boolean {
  return phase === 'waiting' || phase === 'reasoning' || phase === 'answering';
}
