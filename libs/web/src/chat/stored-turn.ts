import type { ConversationMessage, ErrorCode } from '@app/contracts';
import { ApiFailure } from '../api/api-failure';
import type { ReasoningSample } from '../reasoning-view';
import { adviceFor } from './describe-failure';
import type { PageMessage } from './message-tree';
import type { TurnPhase, TurnView } from './turn-view';

const PHASES: Record<ConversationMessage['state'], TurnPhase> = {
  in_progress: 'waiting',
  complete: 'finished',
  interrupted: 'stopped',
  failed: 'failed',
};

/** A stored message as the page shows it. */
export function toPageMessage(message: ConversationMessage): PageMessage {
  const { id, parentId, role, content } = message;
  return {
    key: id,
    storedId: id,
    parentKey: parentId,
    role,
    content,
    ...(role === 'assistant' && { turn: toTurn(message) }),
  };
}

/** The end of an answer as it is stored, where the page saw it cut off: it may know more of a failure. */
export function storedEnd(message: ConversationMessage, { failure }: TurnView): TurnView {
  const turn = toTurn(message);
  return turn.phase === 'failed' && failure !== undefined ? { ...turn, failure } : turn;
}

function toTurn(message: ConversationMessage): TurnView {
  const { state, reasoningSteps: steps = [], content, createdAt, errorCode } = message;
  return {
    phase: PHASES[state],
    startedAt: createdAt,
    steps,
    samples: message.samples ?? samplesOf(message),
    vote: message.vote,
    answer: content,
    ...(state !== 'in_progress' && { facts: message }),
    ...(state === 'failed' && { failure: failureOf(errorCode) }),
  };
}

/** The samples of an answer that did not come to its vote: which there were is all that is kept of them. */
function samplesOf({ reasoningSteps = [] }: ConversationMessage): ReasoningSample[] {
  const branches = new Set(reasoningSteps.flatMap(({ branch }) => (branch === undefined ? [] : [branch])));
  return [...branches].sort((a, b) => a - b).map((branch) => ({ branch, status: 'answered' }));
}

function failureOf(code: ErrorCode = 'internal_error'): ApiFailure {
  return new ApiFailure(code, adviceFor(code));
}
