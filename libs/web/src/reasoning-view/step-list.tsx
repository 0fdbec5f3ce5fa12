import type { ReasoningStep } from '@app/contracts';
import styles from './reasoning-view.module.css';
import { StepItem } from './step-item';

/** The steps of one line of thought, in order. While `running`, the last one still grows. */
export function StepList({ steps, running }: { steps: readonly ReasoningStep[]; running: boolean }) {
  if (steps.length === 0) return null;
  return (
    <ol className={styles.steps}>
      {steps.map((step, place) => (
        <StepItem
          key={step.index}
          step={step}
          number={place + 1}
          running={running && place === steps.length - 1 && step.durationMs === undefined}
        />
      ))}
    </ol>
  );
}
