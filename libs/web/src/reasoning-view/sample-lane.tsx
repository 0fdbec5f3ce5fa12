import type { ReasoningStep } from '@app/contracts';
import { countOf, formatDuration } from './format';
import type { ReasoningSample } from './reasoning-record';
import { RenderedText } from './rendered-text';
import styles from './reasoning-view.module.css';
import { StepList } from './step-list';

const STATUS: Record<ReasoningSample['status'], string> = {
  running: 'thinking',
  answered: 'answered',
  no_answer: 'no answer',
  failed: 'failed',
  cancelled: 'not needed',
  stopped: 'stopped',
};

/** Props of {@link SampleLane}. */
export interface SampleLaneProps {
  sample: ReasoningSample;
  steps: readonly ReasoningStep[];
  isWinner: boolean;
  /** True when its answer is the one that won. */
  agrees: boolean;
}

/** One sample beside the others: its state, its steps, its answer. */
export function SampleLane({ sample, steps, isWinner, agrees }: SampleLaneProps) {
  const { status, finalAnswer, errorCode, durationMs } = sample;
  return (
    <section className={styles.lane} data-status={status} data-agrees={agrees || undefined}>
      <header className={styles.laneHead}>
        <strong>Sample {sample.branch + 1}</strong>
        <span className={styles.laneStatus}>{isWinner ? 'winner' : STATUS[status]}</span>
        <span className={styles.laneFacts}>
          {steps.length > 0 && countOf(steps.length, 'step')}
          {durationMs !== undefined && ` · ${formatDuration(durationMs)}`}
        </span>
      </header>
      <StepList steps={steps} running={status === 'running'} />
      {finalAnswer !== undefined && (
        <div className={styles.laneAnswer}>
          <span className={styles.faint}>Answer </span>
          <RenderedText text={finalAnswer} />
        </div>
      )}
      {errorCode !== undefined && <p className={styles.laneError}>{errorCode}</p>}
    </section>
  );
}
