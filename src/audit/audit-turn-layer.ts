import { actorOf, AuditTrail, sha256, type AuditDetails, type AuditEntry } from '@app/audit';
import {
  TurnLayer,
  type PlannedTurn,
  type TurnContext,
  type TurnEvent,
  type TurnFinish,
  type TurnHandler,
} from '@app/turn';
import { Injectable } from '@nestjs/common';
import { AuditConfig } from '../config/audit-config';
import { AuditedEvents } from './audited-events';

/**
 * Audits every chat by hash, where the setting says so: no answer is given out without its entry. One that fails, or whose client
 * leaves, has its entry afterwards. A stream has one more, before its first text. What the product asks by itself, as a warm-up does, is
 * nobody's chat.
 */
@Injectable()
export class AuditTurnLayer extends TurnLayer {
  constructor(
    private readonly trail: AuditTrail,
    private readonly config: AuditConfig,
  ) {
    super();
  }

  /** Rejects with `audit_unavailable`, and so does the iterable, when an entry cannot be written. */
  async handle(turn: PlannedTurn, context: TurnContext, next: TurnHandler): Promise<AsyncIterable<TurnEvent>> {
    if (!this.config.auditsChats || context.origin.dialect === 'internal') return next(turn, context);
    const questionHash = sha256(questionOf(turn));
    const tell = (result: AuditEntry['result'], details: AuditDetails): Promise<void> =>
      this.trail.append(entryOf(turn, context, result, { ...details, questionHash }));
    const begun = turn.request.stream ? tell('success', { outcome: 'begun' }) : Promise.resolve();
    begun.catch(() => undefined); // told with the first event, or not at all when another layer refuses
    tellBrokenOff(context, tell);
    const finish = ({ response }: TurnFinish): Promise<void> =>
      tell('success', { outcome: 'finished', answerHash: sha256(response.finalAnswer), model: response.model });
    // A stored answer and its entry last together or not at all.
    if (context.stored !== undefined) context.beforeFinish(finish);
    const events = await next(turn, context);
    return new AuditedEvents(events, { begun, finish: context.stored === undefined ? finish : undefined });
  }
}

/** Nothing of a whole answer that did not finish was given out, and what was of a stream is in its first entry: told afterwards. */
function tellBrokenOff(
  context: TurnContext,
  tell: (result: AuditEntry['result'], details: AuditDetails) => Promise<void>,
): void {
  context.onEnd(({ outcome }) => {
    if (outcome === 'finished') return;
    // Counted by the trail when it fails; there is nobody left to refuse.
    tell('failure', { outcome }).catch(() => undefined);
  });
}

function questionOf({ request }: PlannedTurn): string {
  return request.messages.findLast(({ role }) => role === 'user')?.content ?? '';
}

function entryOf(
  turn: PlannedTurn,
  { principal, origin, stored }: TurnContext,
  result: AuditEntry['result'],
  details: AuditDetails,
): AuditEntry {
  return {
    organisationId: principal.organisationId,
    actor: actorOf(principal),
    action: 'chat.answer',
    target: { type: 'chat', id: turn.id },
    result,
    clientAddress: origin.clientAddress,
    requestId: origin.requestId,
    details: { ...details, strategy: turn.strategy, conversationId: stored?.conversationId },
  };
}
