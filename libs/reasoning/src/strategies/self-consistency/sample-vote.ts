import { countVotes } from '@app/answers';
import type { VoteReason, VoteResult } from '@app/contracts';
import { leaderProbability, SETTLED } from './adaptive-stop';
import type { Sample } from './sample';

/** What a vote is held about. */
export interface Ballot {
  /** In the order of branches. */
  samples: readonly Sample[];
  /** How many could be taken. */
  most: number;
  /** Absent while it goes on. */
  reason?: VoteReason | undefined;
}

/** Counts the answers of the samples by now. */
export function holdVote({ samples, most, reason }: Ballot): VoteResult {
  const { counts, agreement } = countVotes(samples.map(({ vote }) => vote));
  const branches = counts.map(({ answer, voters }) => ({
    answer,
    branches: voters.map((i) => samples[i]?.branch ?? i),
  }));
  const winner = branches[0]?.branches[0];
  return {
    ...(winner === undefined ? {} : { winner }),
    counts: branches,
    agreement,
    samples: most,
    stoppedEarly: reason !== undefined && reason !== 'all_samples',
    ...(reason === undefined ? {} : { reason }),
  };
}

/** True when the leading answer will most likely stay in the lead, see `leaderProbability`. */
export function isSettled({ counts }: VoteResult): boolean {
  return leaderProbability(counts[0]?.branches.length ?? 0, counts[1]?.branches.length ?? 0) >= SETTLED;
}
