import { Link } from 'wouter';
import styles from './shell.module.css';

/** The product's name and mark; leads to a new conversation. */
export function Logo({ onNavigate }: { onNavigate?: () => void }) {
  return (
    <Link href="/" className={styles.logo} onClick={onNavigate}>
      <svg viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="8" className={styles.mark} />
        <path d="M7 23h6v-5h6v-5h6V8" className={styles.stairs} />
      </svg>
      Stepwise
    </Link>
  );
}
