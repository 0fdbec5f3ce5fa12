import { ConversationStore, type TurnCheckpoint } from '@app/conversations';
import { AppError, Clock } from '@app/kernel';
import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { ConversationsConfig } from '../config/conversations-config';
import type { AnswerSoFar } from './answer-so-far';
import { ConversationMetrics } from './conversation-metrics';

/** How long an answer outlives its process, at most; with the sweep below every reader sees it within a minute. */
const LEASE_MS = 45_000;
const SWEEP_MS = 10_000;
/** Answers of one statement. */
const CHECKPOINTS_PER_STATEMENT = 100;

/** An answer that this process is giving. */
export interface AnswerInProgress {
  readonly conversationId: string;
  readonly soFar: AnswerSoFar;
  /** Ends the turn, with the error for its reader. */
  readonly abort: AbortController;
}

/**
 * The answers that this process is giving. Every few seconds it keeps what there is of them and prolongs their leases, all in few
 * statements; and it ends what other processes left behind when they died.
 */
@Injectable()
export class AnswersInProgress implements OnModuleInit, OnApplicationShutdown {
  private readonly answers = new Map<string, AnswerInProgress>();
  private readonly logger = new Logger('Conversations');
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(
    private readonly store: ConversationStore,
    private readonly clock: Clock,
    private readonly config: ConversationsConfig,
    private readonly metrics: ConversationMetrics,
  ) {}

  onModuleInit(): void {
    this.timers.push(
      setInterval(() => void this.checkpoint(), this.config.checkpointIntervalMs).unref(),
      setInterval(() => void this.sweep(), SWEEP_MS).unref(),
    );
  }

  onApplicationShutdown(): void {
    for (const timer of this.timers) clearInterval(timer);
  }

  /** Until when a turn that begins now is sure to be prolonged, epoch milliseconds. */
  leaseUntilMs(): number {
    return this.clock.now() + LEASE_MS;
  }

  add(messageId: string, answer: AnswerInProgress): void {
    this.answers.set(messageId, answer);
    this.metrics.running(this.answers.size);
  }

  delete(messageId: string): void {
    this.answers.delete(messageId);
    this.metrics.running(this.answers.size);
  }

  /** Ends the answers of a conversation that is gone: nothing of them is kept any more. Those of other processes go on. */
  endIn(conversationId: string): void {
    for (const answer of this.answers.values()) {
      if (answer.conversationId !== conversationId) continue;
      answer.abort.abort(new AppError('request_cancelled', 'The conversation of this answer was deleted.'));
    }
  }

  /** Keeps what there is. A database that is away costs nothing but the newest words of answers that are cut off then. */
  async checkpoint(): Promise<void> {
    const all: TurnCheckpoint[] = [...this.answers].map(([messageId, { soFar }]) => ({
      messageId,
      ...(soFar.hasNews ? { progress: soFar.content() } : {}),
    }));
    try {
      for (let at = 0; at < all.length; at += CHECKPOINTS_PER_STATEMENT) {
        await this.store.checkpoint(all.slice(at, at + CHECKPOINTS_PER_STATEMENT), this.leaseUntilMs());
      }
    } catch {
      this.logger.warn('The answers in progress could not be kept; the next time they are.');
    }
  }

  /** Ends what nobody answers any more. */
  async sweep(): Promise<void> {
    try {
      this.metrics.ended('interrupted', await this.store.interruptOverdue());
    } catch {
      // The database is away, which its own health tells; the next sweep comes.
    }
  }
}
