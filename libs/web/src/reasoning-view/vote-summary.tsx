import type { VoteReason, VoteResult } from '@app/contracts';
import { countOf } from './format';
import styles from './reasoning-view.module.css';

const REASONS: Record<VoteReason, string> = {
  all_samples: 'all samples were taken',
  settled: 'more samples could not have changed it',
  token_ceiling: 'the token ceiling was reached',
  cost_ceiling: 'the cost ceiling was reached',
  sample_failed: 'a sample failed as all others would have',
};

/** How the samples voted: one bar per answer, the winner first. */
export function VoteSummary({ vote }: { vote: VoteResult }) {
  const votes = vote.counts.reduce((sum, { branches }) => sum + branches.length, 0);
  return (
    <section className={styles.vote} aria-label="Vote">
      <p className={styles.voteLine}>
        {vote.reason === undefined ? 'Voting' : 'Vote'}: {Math.round(vote.agreement * 100)} % agree
        <span className={styles.faint}>
          {' '}
          · {countOf(votes, 'vote')} of {vote.samples}
          {vote.reason !== undefined && ` · ${REASONS[vote.reason]}`}
        </span>
      </p>
      <ul className={styles.counts}>
        {vote.counts.map(({ answer, branches }) => (
          <li key={answer} data-winner={branches.includes(vote.winner ?? -1) || undefined}>
            <span className={styles.countAnswer}>{answer}</span>
            <svg className={styles.countBar} viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
              <rect width="100" height="6" className={styles.gaugeTrack} />
              <rect width={(branches.length / Math.max(1, votes)) * 100} height="6" className={styles.gaugeFill} />
            </svg>
            <span className={styles.countNumber}>{countOf(branches.length, 'vote')}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
