import type { ReactNode } from 'react';
import styles from './operations.module.css';

/** A state in a word; the colour only repeats it. */
export function Badge({ tone, children }: { tone: 'good' | 'fair' | 'bad' | 'plain' | 'accent'; children: ReactNode }) {
  return (
    <span className={styles.badge} data-tone={tone}>
      {children}
    </span>
  );
}
