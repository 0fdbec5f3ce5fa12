import { RefreshCw } from 'lucide-react';
import { IconButton } from '../components/button';
import { CopyButton } from '../components/copy-button';
import { Markdown } from '../markdown/markdown';
import { ReasoningView, type RenderText } from '../reasoning-view';
import { Confidence } from '../reasoning-view/confidence';
import { AnswerFacts } from './answer-facts';
import { FailureNotice } from './failure-notice';
import styles from './message.module.css';
import { useSession } from './session-context';
import { isRunning, type TurnView } from './turn-view';
import { VersionSwitch } from './version-switch';
import { WarningNotes } from './warning-notes';

const renderThought: RenderText = (text, growing) => (
  <div className={styles.thought}>
    <Markdown text={text} growing={growing} />
  </div>
);

/** An answer: how it was reasoned out, its text, and its account. */
export function Answer({ messageKey, turn }: { messageKey: string; turn: TurnView }) {
  const session = useSession();
  const running = isRunning(turn);
  const retry = (): void => session.regenerate(messageKey);
  return (
    <article className={styles.answer} aria-label="Stepwise" aria-busy={running}>
      <ReasoningView
        steps={turn.steps}
        samples={turn.samples}
        vote={turn.vote}
        running={turn.phase === 'waiting' || turn.phase === 'reasoning'}
        startedAt={turn.startedAt}
        renderText={renderThought}
        reasoningTokens={turn.facts?.usage?.reasoningTokens}
      />
      {turn.answer !== '' && <Markdown text={turn.answer} growing={running} />}
      {turn.phase === 'stopped' && <p className={styles.stopped}>Stopped here.</p>}
      {turn.failure !== undefined && <FailureNotice failure={turn.failure} onRetry={retry} />}
      <WarningNotes warnings={turn.facts?.warnings ?? []} />
      {!running && <AnswerFoot messageKey={messageKey} turn={turn} onRetry={retry} />}
    </article>
  );
}

function AnswerFoot({ messageKey, turn, onRetry }: { messageKey: string; turn: TurnView; onRetry: () => void }) {
  const { facts, answer } = turn;
  return (
    <div className={styles.actions}>
      <VersionSwitch messageKey={messageKey} />
      {answer !== '' && <CopyButton text={answer} label="Copy answer" />}
      {turn.failure === undefined && (
        <IconButton label="Answer again, as a branch" icon={<RefreshCw />} onClick={onRetry} />
      )}
      {facts !== undefined && <AnswerFacts facts={facts} phase={turn.phase} />}
      {facts?.confidence !== undefined && (
        <span className={styles.confidence}>
          <Confidence value={facts.confidence} source={facts.confidenceSource} />
        </span>
      )}
    </div>
  );
}
