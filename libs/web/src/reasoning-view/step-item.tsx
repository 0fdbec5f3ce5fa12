import type { ReasoningStep, StepKind } from '@app/contracts';
import { memo } from 'react';
import { Confidence } from './confidence';
import { formatDuration } from './format';
import { RenderedText } from './rendered-text';
import styles from './reasoning-view.module.css';

const KINDS: Record<StepKind, string> = {
  reflection: 'Reflection',
  observation: 'Observation',
  summary: 'Summary',
  draft: 'Draft',
};

/** Props of {@link StepItem}. */
export interface StepItemProps {
  step: ReasoningStep;
  /** From 1, in the order shown. */
  number: number;
  /** True while more of it may come. */
  running: boolean;
}

/** One step: its number on the line, thought, action, and what is known about it. */
export const StepItem = memo(function StepItem({ step, number, running }: StepItemProps) {
  return (
    <li className={styles.step} data-source={step.source} data-running={running || undefined}>
      <span className={styles.number} aria-hidden="true">
        {number}
      </span>
      <div className={styles.body}>
        <span className="visually-hidden">Step {number}. </span>
        {step.kind !== undefined && <span className={styles.kind}>{KINDS[step.kind]}</span>}
        {step.redacted === true && <p className={styles.redacted}>The provider keeps this thought to itself.</p>}
        {step.thought !== '' && <RenderedText text={step.thought} growing={running} />}
        {step.action !== undefined && step.action !== '' && (
          <div className={styles.action}>
            <span className={styles.actionLabel}>Action</span>
            <code>{step.action}</code>
          </div>
        )}
        <StepFacts step={step} running={running} />
      </div>
    </li>
  );
});

function StepFacts({ step, running }: Pick<StepItemProps, 'step' | 'running'>) {
  return (
    <div className={styles.facts}>
      <span className={styles.origin} title={ORIGINS[step.source]}>
        {step.source}
      </span>
      {step.confidence !== undefined && <Confidence value={step.confidence} source={step.confidenceSource} />}
      {step.durationMs !== undefined && (
        <span>
          <span className="visually-hidden">took </span>
          {formatDuration(step.durationMs)}
        </span>
      )}
      {running && (
        <span className={styles.dots} aria-hidden="true">
          <i />
          <i />
          <i />
        </span>
      )}
    </div>
  );
}

const ORIGINS = {
  native: "From the model's own reasoning channel",
  prompted: 'Read from a reply that was asked for in steps',
} as const;
