import { memo } from 'react';
import { Answer } from './answer';
import { Question } from './question';
import { useSessionState } from './session-context';

/** One message. It renders anew only when it changes itself. */
export const Message = memo(function Message({ messageKey }: { messageKey: string }) {
  const message = useSessionState(({ messages }) => messages[messageKey]);
  if (message === undefined) return null;
  if (message.turn !== undefined) return <Answer messageKey={messageKey} turn={message.turn} />;
  return message.role === 'user' ? <Question message={message} /> : null;
});
