import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import { useStore } from 'zustand';
import { asFailure, type ApiFailure } from '../api/api-failure';
import type { ChatSession } from './chat-session';
import { ChatView } from './chat-view';
import { chats, noteShown } from './chats-instance';
import { FailureNotice } from './failure-notice';
import styles from './chat-page.module.css';

/** A conversation by its id; without one, the one that is about to begin. */
export function ChatPage({ conversationId }: { conversationId?: string }) {
  const draft = useStore(chats.store, (state) => state.draft);
  const [attempt, setAttempt] = useState(0);
  const opened = useOpenSession(conversationId, attempt);
  const session = conversationId === undefined ? draft : opened.session;
  const title = useStore(
    chats.store,
    ({ conversations }) => conversations.find(({ id }) => id === conversationId)?.title,
  );
  useEffect(() => noteShown(session), [session]);
  useEffect(() => {
    document.title = title === undefined ? 'Stepwise' : `${title} · Stepwise`;
  }, [title]);
  return (
    <>
      <h1 className="visually-hidden">{conversationId === undefined ? 'New conversation' : 'Conversation'}</h1>
      {opened.failure !== undefined && (
        <div className={styles.failure}>
          <OpenFailure failure={opened.failure} onRetry={() => setAttempt(attempt + 1)} />
        </div>
      )}
      {session !== undefined && <ChatView session={session} />}
    </>
  );
}

/** A conversation that is not there will not come: another one can begin. */
function OpenFailure({ failure, onRetry }: { failure: ApiFailure; onRetry: () => void }) {
  if (failure.code !== 'not_found') return <FailureNotice failure={failure} onRetry={onRetry} />;
  return (
    <FailureNotice failure={failure}>
      <Link href="/">Start a new conversation</Link>
    </FailureNotice>
  );
}

interface Opened {
  session?: ChatSession | undefined;
  failure?: ApiFailure;
}

/** Opens a stored conversation; one that is open on this page is there at once. */
function useOpenSession(id: string | undefined, attempt: number): Opened {
  const [opened, setOpened] = useState<Opened & { id: string }>();
  useEffect(() => {
    if (id === undefined || chats.find(id) !== undefined) return undefined;
    let isCurrent = true;
    chats.open(id).then(
      (session) => isCurrent && setOpened({ id, session }),
      (error: unknown) => isCurrent && setOpened({ id, failure: asFailure(error) }),
    );
    return () => {
      isCurrent = false;
    };
  }, [id, attempt]);
  if (id === undefined) return {};
  const session = chats.find(id);
  if (session !== undefined) return { session };
  return opened?.id === id ? opened : {};
}
