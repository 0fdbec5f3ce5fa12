import { Link } from 'wouter';
import styles from './message-page.module.css';

/** For addresses that are none of ours. */
export function NotFound() {
  return (
    <div className={styles.page}>
      <h1>There is no such page</h1>
      <p>
        <Link href="/">Start a new conversation</Link>
      </p>
    </div>
  );
}
