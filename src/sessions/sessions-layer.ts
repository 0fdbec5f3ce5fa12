import { AppError, Clock, ownerScope } from '@app/kernel';
import { SessionStore, type Session } from '@app/sessions';
import { TurnLayer, TurnNote, type PlannedTurn, type TurnContext, type TurnEvent, type TurnHandler } from '@app/turn';
import { Injectable } from '@nestjs/common';
import { ERROR_MESSAGE } from '../http/errors/error-message';
import { SessionMetrics } from './session-metrics';
import { SessionsConfig } from './sessions-config';

/**
 * Uses the session that a chat names, in the same round trip as the limits and the cache. A chat without one opens none. While Redis
 * does not answer the chat goes on with a warning: who asks is proven by the key, the session only tells from where.
 */
@Injectable()
export class SessionsLayer extends TurnLayer {
  private readonly pending = new TurnNote<Promise<Session | undefined | 'unknown'>>();

  constructor(
    private readonly store: SessionStore,
    private readonly config: SessionsConfig,
    private readonly metrics: SessionMetrics,
    private readonly clock: Clock,
  ) {
    super();
  }

  override begin({ asked }: PlannedTurn, context: TurnContext): void {
    if (asked.sessionId === undefined) return;
    const touched = this.store.touch(ownerScope(context.principal), asked.sessionId, this.config.idleMs);
    this.pending.set(
      context,
      touched.catch(() => 'unknown' as const),
    );
  }

  handle(turn: PlannedTurn, context: TurnContext, next: TurnHandler): Promise<AsyncIterable<TurnEvent>> {
    const { sessionId } = turn.asked;
    if (sessionId === undefined) return next(turn, context);
    return this.use(sessionId, context).then(() => next(turn, context));
  }

  private async use(sessionId: string, context: TurnContext): Promise<void> {
    const beganAtMs = this.clock.monotonicMs();
    const session = await this.pending.get(context);
    context.storeWaitedMs += this.clock.monotonicMs() - beganAtMs;
    if (session === undefined) {
      this.metrics.usedEnded();
      throw new AppError('session_ended', ERROR_MESSAGE.session_ended, { param: 'sessionId' });
    }
    if (session === 'unknown') context.warnings.push('session_unchecked');
    context.sessionId = sessionId;
  }
}
