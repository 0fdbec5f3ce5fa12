import { useId, useState } from 'react';
import { ReasoningHead } from './reasoning-head';
import type { ReasoningViewProps } from './reasoning-view-props';
import { TextRenderer } from './rendered-text';
import styles from './reasoning-view.module.css';
import { SampleLane } from './sample-lane';
import { StepList } from './step-list';
import { VoteSummary } from './vote-summary';

/** Reasoning on screen: numbered steps that grow while they happen, or samples side by side with their vote. */
export function ReasoningView({ renderText, ...props }: ReasoningViewProps) {
  const view = <View {...props} />;
  return renderText === undefined ? view : <TextRenderer value={renderText}>{view}</TextRenderer>;
}

function View(props: Omit<ReasoningViewProps, 'renderText'>) {
  const { steps, samples = [], vote, running = false } = props;
  const [open, setOpen] = useState(props.defaultOpen ?? running);
  const id = useId();
  if (steps.length === 0 && samples.length === 0 && !running) return null;
  return (
    <section className={styles.view} aria-label="Reasoning" data-running={running || undefined}>
      <ReasoningHead {...props} open={open} controls={id} onToggle={() => setOpen(!open)} />
      <div id={id} className={styles.content} hidden={!open}>
        {open && samples.length > 0 && <Lanes steps={steps} samples={samples} vote={vote} />}
        {open && samples.length === 0 && <StepList steps={steps} running={running} />}
      </div>
    </section>
  );
}

function Lanes({ steps, samples = [], vote }: ReasoningViewProps) {
  const winners = vote?.counts.find(({ branches }) => branches.includes(vote.winner ?? -1))?.branches ?? [];
  return (
    <>
      {vote !== undefined && <VoteSummary vote={vote} />}
      <div className={styles.lanes} role="group" aria-label="Samples" tabIndex={0}>
        {samples.map((sample) => (
          <SampleLane
            key={sample.branch}
            sample={sample}
            steps={steps.filter(({ branch }) => branch === sample.branch)}
            isWinner={vote?.reason !== undefined && vote.winner === sample.branch}
            agrees={winners.includes(sample.branch)}
          />
        ))}
      </div>
    </>
  );
}
