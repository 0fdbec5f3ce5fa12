import { Info } from 'lucide-react';
import { describeWarning } from './describe-warning';
import styles from './notices.module.css';

/** What a reader of the answer should know about how it came to be. */
export function WarningNotes({ warnings }: { warnings: readonly string[] }) {
  const texts = warnings.flatMap((code) => describeWarning(code) ?? []);
  if (texts.length === 0) return null;
  return (
    <ul className={styles.warnings}>
      {texts.map((text) => (
        <li key={text}>
          <Info aria-hidden="true" /> {text}
        </li>
      ))}
    </ul>
  );
}
