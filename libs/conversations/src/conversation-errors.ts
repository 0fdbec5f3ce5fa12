import { AppError } from '@app/kernel';

/** Most messages of one conversation: it is read as a whole. */
export const MAX_CONVERSATION_MESSAGES = 10_000;

/** For a conversation that is not there, or is somebody else's: which of the two is not told. */
export function noConversation(): AppError {
  return new AppError('not_found', 'There is no conversation of this id.');
}

/** For a change to a version that is not the one now. */
export function versionConflict(currentVersion: number): AppError {
  return new AppError(
    'version_conflict',
    `The conversation is at version ${currentVersion} now. Read it again, then repeat the change.`,
    { currentVersion },
  );
}

/** For a message beyond {@link MAX_CONVERSATION_MESSAGES}. */
export function conversationFull(): AppError {
  return new AppError(
    'conflict',
    `A conversation holds at most ${MAX_CONVERSATION_MESSAGES} messages. Begin a new one, or fork this one.`,
  );
}

/** For a message that the conversation does not have. */
export function noMessage(): AppError {
  return new AppError('not_found', 'The conversation has no message of this id.');
}
