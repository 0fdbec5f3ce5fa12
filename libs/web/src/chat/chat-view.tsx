import { useEffect } from 'react';
import type { ChatSession } from './chat-session';
import styles from './chat-view.module.css';
import { Composer } from './composer';
import { MessageList } from './message-list';
import { refreshModels } from './models-store';
import { SessionContext, useSessionState } from './session-context';
import { TurnAnnouncer } from './turn-announcer';
import { Welcome } from './welcome';

/** One conversation: its messages, and where the next question is written. */
export function ChatView({ session }: { session: ChatSession }) {
  useEffect(() => void refreshModels(), []);
  return (
    <SessionContext value={session}>
      <div className={styles.view}>
        <Messages />
        <Composer />
        <p className={styles.note}>Models make mistakes. The steps show where.</p>
      </div>
      <TurnAnnouncer />
    </SessionContext>
  );
}

function Messages() {
  const isEmpty = useSessionState(({ leafKey }) => leafKey === null);
  return isEmpty ? <Welcome /> : <MessageList />;
}
