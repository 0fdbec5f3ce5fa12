import { Popover } from '@base-ui/react/popover';
import type { ReactNode } from 'react';
import { formatCount, formatDuration } from '../reasoning-view/format';
import styles from './answer-facts.module.css';
import { formatCost } from './format-cost';
import type { AnswerFacts as Facts, TurnPhase } from './turn-view';

/** How an answer ended that did not come to its end. */
const CUT_OFF: Partial<Record<TurnPhase, string>> = { stopped: 'stopped', failed: 'failed' };

/** One line under an answer: who gave it, what it used and cost, how long it took. Opens the whole account. */
export function AnswerFacts({ facts, phase }: { facts: Facts; phase: TurnPhase }) {
  const { model, strategy, usage = {}, cache, timings } = facts;
  const tokens = [usage.inputTokens, usage.outputTokens].filter((count) => count !== undefined);
  return (
    <Popover.Root>
      <Popover.Trigger className={styles.line}>
        <span className="visually-hidden">Usage, cost and timing: </span>
        {model !== undefined && <span className={styles.model}>{model}</span>}
        {strategy !== undefined && <span>{strategy}</span>}
        {CUT_OFF[phase] !== undefined && <span>{CUT_OFF[phase]}</span>}
        {tokens.length > 0 && <span>{formatCount(tokens.reduce((sum, count) => sum + count, 0))} tokens</span>}
        {usage.costMicroUsd !== undefined && <span>{formatCost(usage.costMicroUsd)}</span>}
        {usage.estimated === true && <span>estimated</span>}
        {isFromCache(cache) && <span className={styles.cached}>cache {cache?.status}</span>}
        {timings !== undefined && <span>{formatDuration(timings.totalMs)}</span>}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner className={styles.positioner} sideOffset={6} align="start">
          <Popover.Popup className={styles.popup}>
            <Popover.Title className={styles.title}>This answer</Popover.Title>
            <dl className={styles.facts}>
              {rowsOf(facts, phase).map(([name, value]) => (
                <Row key={name} name={name}>
                  {value}
                </Row>
              ))}
            </dl>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const isFromCache = (cache: Facts['cache']): boolean => cache?.status === 'hit' || cache?.status === 'stale';

/** Everything that is known, in words; what is not known has no row. */
function rowsOf(facts: Facts, phase: TurnPhase): [string, string][] {
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
    ['Cost', usage.costMicroUsd === undefined ? 'not known' : formatCost(usage.costMicroUsd)],
    ['Tokens and cost', usage.estimated === true ? 'estimated in part' : undefined],
    [
      'Cache',
      cache &&
        [
          cache.status,
          cache.layer,
          cache.ageMs !== undefined && `${formatDuration(cache.ageMs)} old`,
          cache.savedMicroUsd !== undefined && `${formatCost(cache.savedMicroUsd)} saved`,
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
