import { formatDuration } from '../reasoning-view/format';
import { formatCost } from './format-cost';
import type { AnswerFacts, TurnPhase } from './turn-view';

/** How an answer ended that did not come to its end. */
export const CUT_OFF: Partial<Record<TurnPhase, string>> = { stopped: 'stopped', failed: 'failed' };

/** Everything that is known, in words; what is not known has no row. */
export function accountOf(facts: AnswerFacts, phase: TurnPhase): [string, string][] {
  const { model, strategy, usage = {}, cache, timings, finishReason, droppedMessages } = facts;
  const tokens = (count: number | undefined): string | undefined => count?.toLocaleString('en');
  const time = (ms: number | undefined): string | undefined => (ms === undefined ? undefined : formatDuration(ms));
  const rows: [string, string | undefined][] = [
    ['Model', model],
    ['Strategy', strategy],
    ['Input tokens', tokens(usage.inputTokens)],
    ['of them from the provider’s cache', tokens(usage.cachedInputTokens)],
    ['Output tokens', tokens(usage.outputTokens)],
    ['of them reasoning', tokens(usage.reasoningTokens)],
    ['Cost', costOf(facts, phase)],
    ['Tokens and cost', usage.estimated === true ? 'estimated in part' : undefined],
    [
      'Cache',
      cache &&
        [
          cache.status,
          cache.layer,
          cache.ageMs !== undefined && `${formatDuration(cache.ageMs)} old`,
          cache.savedMicroUsd !== undefined && cache.savedMicroUsd > 0 && `${formatCost(cache.savedMicroUsd)} saved`,
        ]
          .filter(Boolean)
          .join(', '),
    ],
    ['Total time', time(timings?.totalMs)],
    ['Waiting for the model', time(timings?.upstreamMs)],
    ['Our own overhead', time(timings?.overheadMs)],
    ['Ended by', finishReason],
    ['Ended early', CUT_OFF[phase]],
    ['Earlier messages left out', tokens(droppedMessages)],
  ];
  return rows.filter((row): row is [string, string] => row[1] !== undefined);
}

/** What it cost. Undefined where it failed before it used anything: no model was asked. */
function costOf({ usage }: AnswerFacts, phase: TurnPhase): string | undefined {
  if (usage?.costMicroUsd !== undefined) return formatCost(usage.costMicroUsd);
  return usage === undefined && phase === 'failed' ? undefined : 'not known';
}
