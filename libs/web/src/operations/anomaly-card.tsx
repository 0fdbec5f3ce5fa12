import { useState } from 'react';
import { asFailure, type ApiFailure } from '../api/api-failure';
import { requestJson } from '../api/http-client';
import { FailureNotice } from '../chat/failure-notice';
import { Button } from '../components/button';
import type { Anomaly } from './anomaly-types';
import { Badge } from './badge';
import { formatTime } from './format-time';
import styles from './operations.module.css';

const TONES = { open: 'fair', confirmed: 'bad', dismissed: 'plain' } as const;
const MOST_CAUSES = 3;

/** Props of {@link AnomalyCard}. */
export interface AnomalyCardProps {
  anomaly: Anomaly;
  /** Shows the chart of a series. */
  onShow: (series: string) => void;
  onDecided: () => void;
}

/** One anomaly: how odd, why, what else was odd, and what became of it. */
export function AnomalyCard({ anomaly, onShow, onDecided }: AnomalyCardProps) {
  const [failure, setFailure] = useState<ApiFailure>();
  const { id, series, at, value, usual, score, contributions, related, status } = anomaly;
  const decide = async (next: Anomaly['status']): Promise<void> => {
    try {
      await requestJson(`/api/v1/monitoring/anomalies/${encodeURIComponent(id)}/feedback`, {
        method: 'POST',
        body: { status: next },
      });
      onDecided();
    } catch (error) {
      setFailure(asFailure(error));
    }
  };
  return (
    <li className={styles.card}>
      <div className={styles.cardHead}>
        <strong>{series}</strong>
        <Badge tone={TONES[status]}>{status}</Badge>
        <span className={styles.faint}>{formatTime(at)}</span>
      </div>
      <p>
        {number(value)} where {number(usual)} is usual; {Math.round(score * 100)} % likely an anomaly.
      </p>
      {contributions.slice(0, MOST_CAUSES).map((cause) => (
        <p key={`${cause.tag} ${cause.value}`} className={styles.faint}>
          {Math.round(cause.share * 100)} % of it: {cause.tag} <code>{cause.value}</code>, {number(cause.now)} where{' '}
          {number(cause.usual)} is usual
        </p>
      ))}
      {related.length > 0 && (
        <p className={styles.faint}>Odd at the same time: {related.map((other) => other.series).join(', ')}</p>
      )}
      <div className={styles.cardFoot}>
        <Button onClick={() => onShow(series)}>Show on the chart</Button>
        {status !== 'confirmed' && <Button onClick={() => void decide('confirmed')}>Confirm</Button>}
        {status !== 'dismissed' && <Button onClick={() => void decide('dismissed')}>Dismiss</Button>}
        {status !== 'open' && (
          <Button look="quiet" onClick={() => void decide('open')}>
            Take back
          </Button>
        )}
      </div>
      {failure !== undefined && <FailureNotice failure={failure} />}
    </li>
  );
}

function number(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 3 });
}
