import type { ConfidenceSource } from '@app/contracts';
import styles from './reasoning-view.module.css';

const SOURCES: Record<ConfidenceSource, { word: string; meaning: string }> = {
  stated: { word: 'stated', meaning: 'the model said so itself' },
  logprob: { word: 'from token probabilities', meaning: 'measured from the probabilities of its tokens' },
  agreement: { word: 'by agreement', meaning: 'how many samples agree' },
};

/** How sure a step or an answer is, as a bar, a number and where the number comes from. */
export function Confidence({ value, source }: { value: number; source: ConfidenceSource | undefined }) {
  const level = value >= 80 ? 'good' : value >= 50 ? 'fair' : 'bad';
  const known = source === undefined ? undefined : SOURCES[source];
  return (
    <span className={styles.confidence} data-level={level} title={known && `Confidence: ${known.meaning}`}>
      <span className="visually-hidden">Confidence </span>
      <svg className={styles.gauge} viewBox="0 0 40 6" aria-hidden="true">
        <rect width="40" height="6" rx="3" className={styles.gaugeTrack} />
        <rect width={Math.max(4, Math.min(100, value) * 0.4)} height="6" rx="3" className={styles.gaugeFill} />
      </svg>
      {Math.round(value)} %{known !== undefined && <span className={styles.faint}> {known.word}</span>}
    </span>
  );
}
