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

/** The stored answer to a question of the page whose stream has not begun. `known`: the stored messages that the page has. */
export function findUnbegun(
  stored: readonly ConversationMessage[],
  question: Pick<PageMessage, 'storedId' | 'content'>,
  known: ReadonlySet<string | undefined>,
): (ConversationMessage & { parentId: string }) | undefined {
  const isAsked = ({ id, content }: ConversationMessage): boolean =>
    question.storedId === undefined ? !known.has(id) && content === question.content : id === question.storedId;
  const questions = new Set(stored.filter(isAsked).map(({ id }) => id));
  return stored.find(
    (message): message is ConversationMessage & { parentId: string } =>
      message.state === 'in_progress' &&
      !known.has(message.id) &&
      message.parentId !== null &&
      questions.has(message.parentId),
  );
}

function toTurn(message: ConversationMessage): TurnView {
  const { state, reasoningSteps: steps = [], content, createdAt, errorCode } = message;
  return {
    phase: PHASES[state],
    startedAt: createdAt,
    steps,
    samples: message.vote === undefined ? samplesOf(message) : (message.samples ?? []),
    vote: message.vote,
    answer: content,
    ...(state !== 'in_progress' && { facts: message }),
    ...(state === 'failed' && { failure: failureOf(errorCode) }),
  };
}

/** The samples of an answer without a vote: those that ended, and those that only their steps tell of. */
function samplesOf({ state, reasoningSteps = [], samples = [] }: ConversationMessage): ReasoningSample[] {
  const known = new Map<number, ReasoningSample>(samples.map((sample) => [sample.branch, sample]));
  for (const { branch } of reasoningSteps) {
    if (branch === undefined || known.has(branch)) continue;
    known.set(branch, { branch, status: state === 'in_progress' ? 'running' : 'stopped' });
  }
  return [...known.values()].sort((a, b) => a.branch - b.branch);
}

function failureOf(code: ErrorCode = 'internal_error'): ApiFailure {
  return new ApiFailure(code, adviceFor(code));
}
