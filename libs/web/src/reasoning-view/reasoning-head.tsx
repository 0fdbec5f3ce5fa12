import { useEffect, useState } from 'react';
import { countOf, formatDuration } from './format';
import type { ReasoningViewProps } from './reasoning-view-props';
import styles from './reasoning-view.module.css';

const TICK_MS = 100;

/** What the head needs beside the view's own props. */
export interface ReasoningHeadProps extends ReasoningViewProps {
  open: boolean;
  /** Id of what it opens. */
  controls: string;
  onToggle: () => void;
}

/** The line above the steps: what is going on, for how long, with how many steps and tokens. Opens and closes them. */
export function ReasoningHead(props: ReasoningHeadProps) {
  const { steps, samples = [], running = false, reasoningTokens, open, controls, onToggle } = props;
  const [first] = steps;
  const elapsedMs = useElapsed(running, first?.timestamp ?? props.startedAt);
  const shownMs = running ? elapsedMs : spanOf(steps);
  return (
    <button type="button" className={styles.head} aria-expanded={open} aria-controls={controls} onClick={onToggle}>
      <svg className={styles.chevron} viewBox="0 0 16 16" aria-hidden="true">
        <path d="M6 4l4 4-4 4" />
      </svg>
      <span className={styles.title}>{running ? 'Reasoning' : 'Reasoned'}</span>
      {shownMs !== undefined && (
        <span className={styles.clock}>
          {clockWord(running, first !== undefined)}
          {formatDuration(shownMs)}
        </span>
      )}
      <span className={styles.headFacts}>
        {samples.length > 0 && <span>{countOf(samples.length, 'sample')}</span>}
        {steps.length > 0 && <span>{countOf(steps.length, 'step')}</span>}
        {reasoningTokens !== undefined && reasoningTokens > 0 && <span>{countOf(reasoningTokens, 'token')}</span>}
      </span>
    </button>
  );
}

/** The time before the first step is none of thinking: a stored answer does not know it. */
function clockWord(running: boolean, thinks: boolean): string {
  if (!running) return 'for ';
  return thinks ? '' : 'waiting ';
}

/** Milliseconds since then, renewed while `running`. */
function useElapsed(running: boolean, since: number | undefined): number | undefined {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!running) return undefined;
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [running]);
  return since === undefined ? undefined : Math.max(0, now - since);
}

/** From the beginning of the first to the end of the last step, milliseconds; undefined when no step says how long it took. */
function spanOf(steps: ReasoningViewProps['steps']): number | undefined {
  const ends = steps.flatMap(({ timestamp, durationMs }) => (durationMs === undefined ? [] : [timestamp + durationMs]));
  if (ends.length === 0) return undefined;
  return Math.max(...ends) - Math.min(...steps.map(({ timestamp }) => timestamp));
}
