import {
  ConversationStore,
  roomForHistory,
  trimHistory,
  type BegunTurn,
  type TurnBegin,
  type TurnContent,
} from '@app/conversations';
import { AppError, Clock } from '@app/kernel';
import type { ModelMessage } from '@app/model';
import {
  TurnLayer,
  type PlannedTurn,
  type TurnCall,
  type TurnContext,
  type TurnConversation,
  type TurnEnd,
  type TurnEvent,
  type TurnHandler,
} from '@app/turn';
import { Injectable, Logger } from '@nestjs/common';
import { AnswerSoFar, finishedContent } from './answer-so-far';
import { AnswersInProgress } from './answers-in-progress';
import { ConversationMetrics } from './conversation-metrics';
import { replayStored } from './replay-stored';
import { sumCalls } from './sum-calls';
import { toModelMessages } from './to-model-messages';
import { toNewMessages } from './to-new-messages';

/**
 * Makes a turn a part of its conversation: what was said before goes to the model, the question is stored before the model is
 * asked, and the answer before its end is told. Turns without a conversation pass untouched.
 */
@Injectable()
export class ConversationLayer extends TurnLayer {
  private readonly logger = new Logger('Conversations');

  constructor(
    private readonly store: ConversationStore,
    private readonly answers: AnswersInProgress,
    private readonly metrics: ConversationMetrics,
    private readonly clock: Clock,
  ) {
    super();
  }

  async handle(turn: PlannedTurn, context: TurnContext, next: TurnHandler): Promise<AsyncIterable<TurnEvent>> {
    const { conversation } = turn.asked;
    if (conversation === undefined) return next(turn, context);
    const begun = await this.store.beginTurn(context.principal, this.beginOf(turn, conversation, context));
    const { messages, dropped } = this.fit(turn, conversation, begun);
    context.stored = {
      conversationId: begun.conversation.id,
      conversationVersion: begun.conversation.version,
      userMessageId: begun.userMessageId,
      messageId: begun.messageId,
      ...(dropped === 0 ? {} : { droppedMessages: dropped }),
    };
    if (begun.answered !== undefined) return replayStored(begun.answered, turn);
    if (dropped > 0) context.warnings.push('history_trimmed');
    context.setHeader('X-Conversation-Id', begun.conversation.id);
    context.tellBegun(turn.id);
    this.follow(begun, new AnswerSoFar(turn), context);
    return next({ ...turn, request: { ...turn.request, messages } }, context);
  }

  private beginOf(
    { id, request }: PlannedTurn,
    { id: conversationId, isWhole, parentMessageId, regenerate, expectedVersion }: TurnConversation,
    { origin }: TurnContext,
  ): TurnBegin {
    return {
      messages: toNewMessages(request.messages),
      chatId: id,
      leaseUntilMs: this.answers.leaseUntilMs(),
      ...(conversationId === undefined ? {} : { conversationId }),
      ...(isWhole === undefined ? {} : { isWhole }),
      ...(parentMessageId === undefined ? {} : { parentId: parentMessageId }),
      ...(regenerate === undefined ? {} : { regenerate }),
      ...(expectedVersion === undefined ? {} : { expectedVersion }),
      ...(origin.requestKey === undefined ? {} : { requestKey: origin.requestKey }),
    };
  }

  /** What the model is told: of a client that tells all by itself that, else what is stored; as much as fits. */
  private fit(
    { model, request }: PlannedTurn,
    { isWhole }: TurnConversation,
    { history }: BegunTurn,
  ): { messages: ModelMessage[]; dropped: number } {
    const messages = isWhole === true ? request.messages : toModelMessages(history);
    const room = roomForHistory(model.descriptor, request.maxOutputTokens);
    if (room === undefined) return { messages, dropped: 0 };
    const fitting = trimHistory(messages, room);
    if (fitting.dropped > 0) this.metrics.dropped(fitting.dropped);
    return fitting;
  }

  private follow({ messageId, conversation }: BegunTurn, answer: AnswerSoFar, context: TurnContext): void {
    const abort = new AbortController();
    context.endBy(abort.signal);
    this.answers.add(messageId, { conversationId: conversation.id, soFar: answer, abort });
    const calls: TurnCall[] = [];
    let unfinished: Promise<void> | undefined;
    context.onEvent((event) => answer.add(event));
    context.onCall((call) => {
      calls.push(call);
      // A call that was cut off may be over later than its turn.
      unfinished = unfinished?.then(() => this.noteUsage(messageId, calls));
    });
    context.beforeFinish(async (finish) => {
      const version = await this.store.endTurn(messageId, { state: 'complete', ...finishedContent(finish) });
      if (version !== undefined) finish.response.conversationVersion = version;
    });
    context.onEnd((end) => {
      this.answers.delete(messageId);
      if (end.outcome === 'finished') this.metrics.ended('complete');
      else unfinished = this.endUnfinished(messageId, this.cutOff(answer, end, calls), end);
    });
  }

  private cutOff(answer: AnswerSoFar, end: TurnEnd, calls: readonly TurnCall[]): TurnContent {
    const { content, answer: known } = answer.cutOff(this.clock.now(), end.totalMs);
    const usage = sumCalls(calls);
    const errorCode = end.outcome !== 'failed' ? undefined : codeOf(end.error);
    return {
      content,
      answer: { ...known, ...(usage !== undefined && { usage }), ...(errorCode !== undefined && { errorCode }) },
    };
  }

  private async endUnfinished(messageId: string, content: TurnContent, end: TurnEnd): Promise<void> {
    const state = end.outcome === 'failed' ? 'failed' : 'interrupted';
    this.metrics.ended(state);
    try {
      await this.store.endTurn(messageId, { state, ...content });
    } catch {
      // The lease of the answer ends and with it the answer; what was kept of it stays.
      this.logger.warn('The end of an unfinished answer could not be stored. It is noted within a minute.');
    }
  }

  private async noteUsage(messageId: string, calls: readonly TurnCall[]): Promise<void> {
    const usage = sumCalls(calls);
    if (usage === undefined) return;
    try {
      await this.store.noteUsage(messageId, usage);
    } catch {
      this.logger.warn('What an unfinished answer used could not be stored with it. The usage ledger tells it.');
    }
  }
}

function codeOf(error: unknown): AppError['code'] {
  return error instanceof AppError ? error.code : 'internal_error';
}
