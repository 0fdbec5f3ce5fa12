import { Search } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { Button } from '../components/button';
import { chats } from './chats-instance';
import { ConversationItem } from './conversation-item';
import styles from './conversation-list.module.css';

const SEARCH_AFTER_MS = 250;

/** The conversations of the person, last used first, with a search over titles and texts. */
export function ConversationList({ onNavigate }: { onNavigate: () => void }) {
  const { status, conversations, nextCursor, search } = useStore(chats.store);
  useEffect(() => void chats.refresh(), []);
  if (status === 'unkept') return <p className={styles.note}>This server keeps no conversations.</p>;
  return (
    <div className={styles.panel}>
      <SearchField />
      <ul className={styles.list} aria-label="Conversations">
        {conversations.map((conversation) => (
          <ConversationItem key={conversation.id} conversation={conversation} onNavigate={onNavigate} />
        ))}
      </ul>
      {nextCursor !== undefined && (
        <Button look="quiet" onClick={() => void chats.readOn()}>
          Show more
        </Button>
      )}
      {status === 'ready' && conversations.length === 0 && (
        <p className={styles.note}>{search === '' ? 'No conversations yet.' : 'Nothing found.'}</p>
      )}
      {status === 'failed' && (
        <p className={styles.note}>
          The conversations could not be read. <button onClick={() => void chats.refresh()}>Retry</button>
        </p>
      )}
    </div>
  );
}

function SearchField() {
  const [text, setText] = useState('');
  useEffect(() => {
    if (text === chats.store.getState().search) return undefined;
    const timer = setTimeout(() => void chats.search(text), SEARCH_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <label className={styles.search}>
      <Search aria-hidden="true" />
      <input
        type="search"
        placeholder="Search"
        aria-label="Search conversations"
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
    </label>
  );
}
