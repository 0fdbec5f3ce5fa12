import { PopularQuestions, writeWarmQuestion, type CacheKey } from '@app/cache';
import { Clock, ownerScope, type JsonObject, type Principal } from '@app/kernel';
import type { PlannedTurn, TurnFinish } from '@app/turn';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import type { TurnCodec } from './turn-codec';

const FLUSH_MS = 5_000;
/** Different questions that are remembered between two flushes; further ones are not counted. */
const MOST_WAITING = 500;
/** Longer questions are not remembered, UTF-16 units. */
const MOST_LENGTH = 8_192;

/** A question as it was asked last. */
interface Waiting {
  turn: PlannedTurn;
  principal: Principal;
  times: number;
  lastAt: number;
}

/** Which questions are remembered to be asked again: all, those that were opened to others, or none. */
export type TrackedQuestions = 'all' | 'shared' | 'off';

/** Counts which questions are asked and answered, in memory, and tells the shared sketch every few seconds. Off the path of requests. */
export class QuestionTracker implements BeforeApplicationShutdown {
  private waiting = new Map<string, Waiting>();
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly popular: PopularQuestions,
    private readonly clock: Clock,
    private readonly tracked: TrackedQuestions,
    private readonly codec: TurnCodec,
  ) {
    this.timer = setInterval(() => void this.flush(), FLUSH_MS);
    this.timer.unref();
  }

  /** A question had this answer. It counts when the cache may keep that: what is never stored is not worth asking again. */
  observe({ hash, scope }: CacheKey, turn: PlannedTurn, principal: Principal, answer: TurnFinish): void {
    if (this.tracked === 'off' || (this.tracked === 'shared' && scope.level === 'user')) return;
    if (!this.codec.isStorable(answer)) return;
    const known = this.waiting.get(hash);
    if (known === undefined && this.waiting.size >= MOST_WAITING) return;
    this.waiting.set(hash, { turn, principal, times: (known?.times ?? 0) + 1, lastAt: this.clock.now() });
  }

  /** Tells what was counted. Never rejects: a count that is lost does no harm. */
  async flush(): Promise<void> {
    if (this.waiting.size === 0) return;
    const waiting = this.waiting;
    this.waiting = new Map();
    const observed = [...waiting].map(([id, { turn, principal, times, lastAt }]) => {
      return { id, times, lastAt, owner: ownerScope(principal), question: toText(turn, principal) };
    });
    try {
      await this.popular.observe(observed.filter(({ question }) => question.length <= MOST_LENGTH));
    } catch {
      // Redis is away, and tells so elsewhere.
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }
}

/** What it takes to ask it again and to find the same stored answer. */
function toText({ asked, model, strategy }: PlannedTurn, { organisationId, userId }: Principal): string {
  const { sessionId: _session, show: _show, resumable: _resumable, conversation: _conversation, ...turn } = asked;
  const answeredBy = { model: model.descriptor.id, strategy };
  return writeWarmQuestion({ organisationId, userId, turn: turn as unknown as JsonObject, answeredBy });
}
