import { Activity, BookOpen, MessageSquarePlus } from 'lucide-react';
import { Link, useLocation } from 'wouter';
import { LogOutButton } from '../account/log-out-button';
import { chats } from '../chat/chats-instance';
import { ConversationList } from '../chat/conversation-list';
import { Logo } from './logo';
import styles from './sidebar.module.css';
import { ThemeChoice } from './theme-choice';

/** Everything that can be gone to. `onNavigate` is called when something was chosen. */
export function Sidebar({ onNavigate }: { onNavigate: () => void }) {
  const [location] = useLocation();
  const begin = (): void => {
    chats.begin();
    onNavigate();
  };
  return (
    <nav className={styles.sidebar} aria-label="Stepwise">
      <div className={styles.head}>
        <Logo onNavigate={begin} />
      </div>
      <Link href="/" className={styles.new} onClick={begin}>
        <MessageSquarePlus aria-hidden="true" /> New conversation
      </Link>
      <ConversationList onNavigate={onNavigate} />
      <div className={styles.foot}>
        <Link
          href="/operations"
          className={styles.link}
          aria-current={location.startsWith('/operations') ? 'page' : undefined}
          onClick={onNavigate}
        >
          <Activity aria-hidden="true" /> Operations
        </Link>
        <a href="/docs" className={styles.link}>
          <BookOpen aria-hidden="true" /> API
        </a>
        <span className={styles.footTools}>
          <ThemeChoice />
          <LogOutButton />
        </span>
      </div>
    </nav>
  );
}
