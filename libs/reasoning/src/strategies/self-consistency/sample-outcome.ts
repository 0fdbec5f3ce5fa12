import { OUT_OF_SCOPE, type VoteResult } from '@app/contracts';
import type { TurnBudget } from '../../calls/turn-budget';
import type { TurnSteps } from '../../calls/turn-steps';
import type { ReasoningOutcome, SampleOutcome } from '../../reasoning-strategy';
import type { Sample } from './sample';

/** A vote that is over, and what it was about. */
export interface ClosedVote {
  samples: readonly Sample[];
  vote: VoteResult;
  steps: TurnSteps;
  budget: TurnBudget;
}

/**
 * What a turn of samples comes to: the reply of the winner, with the steps and the usage of all. Without a winner it is
 * incomplete, as the first reply that came to its end without an answer was.
 */
export function sampleOutcome({ samples, vote, steps, budget }: ClosedVote): ReasoningOutcome {
  const winner = samples.find(({ branch }) => branch === vote.winner)?.outcome;
  const told = winner ?? samples.find(({ outcome }) => outcome !== undefined)?.outcome;
  const isCut = vote.reason === 'token_ceiling' || vote.reason === 'cost_ceiling';
  return {
    finalAnswer: winner?.finalAnswer ?? '',
    ...(told?.warnings.includes(OUT_OF_SCOPE) === true ? {} : confidenceOf(vote)),
    steps: steps.all,
    rawResponse: told?.rawResponse ?? '',
    complete: winner !== undefined,
    finishReason: told?.finishReason ?? (isCut ? 'length' : 'other'),
    warnings: [
      ...new Set([
        ...(told?.warnings ?? []),
        ...(isCut ? ['ceiling_reached'] : []),
        ...(samples.some(({ error }) => error !== undefined) ? ['samples_failed'] : []),
        ...(budget.isExact ? [] : ['usage_incomplete']),
      ]),
    ],
    usage: budget.reported,
    toolCalls: [],
    opaqueReasoning: winner?.opaqueReasoning ?? [],
    samples: resultsOf(samples, vote),
    vote,
  };
}

/** One answer agrees with nothing: it takes two to measure. */
function confidenceOf({ counts, agreement }: VoteResult): Pick<ReasoningOutcome, 'confidence' | 'confidenceSource'> {
  const answers = counts.reduce((sum, { branches }) => sum + branches.length, 0);
  return answers < 2 ? {} : { confidence: Math.round(agreement * 100), confidenceSource: 'agreement' };
}

function resultsOf(samples: readonly Sample[], { counts }: VoteResult): SampleOutcome[] {
  return samples.map((sample) => {
    const place = counts.findIndex(({ branches }) => branches.includes(sample.branch));
    return sample.result(place === 0, counts[place]?.answer);
  });
}
