import { RotateCcw, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ApiFailure } from '../api/api-failure';
import { Button } from '../components/button';
import { describeFailure } from './describe-failure';
import styles from './notices.module.css';

/** Props of {@link FailureNotice}. */
export interface FailureNoticeProps {
  failure: ApiFailure;
  /** Absent where retrying cannot help. */
  onRetry?: (() => void) | undefined;
  /** What else can be done: a link, a button. */
  children?: ReactNode;
}

/** What went wrong and what to do about it, with a button where retrying can help. */
export function FailureNotice({ failure, onRetry, children }: FailureNoticeProps) {
  const { title, text, advice } = describeFailure(failure);
  return (
    <div className={styles.failure} role="alert">
      <TriangleAlert aria-hidden="true" />
      <div>
        <strong>{title}</strong>
        <p>{text}</p>
        {advice !== undefined && <p>{advice}</p>}
        <div className={styles.failureFoot}>
          {onRetry !== undefined && (
            <Button onClick={onRetry}>
              <RotateCcw aria-hidden="true" /> Retry
            </Button>
          )}
          {children}
          <small>
            {failure.code}
            {failure.details.requestId !== undefined && ` · request ${failure.details.requestId}`}
          </small>
        </div>
      </div>
    </div>
  );
}
