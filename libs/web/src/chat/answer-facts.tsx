import { Popover } from '@base-ui/react/popover';
import type { ReactNode } from 'react';
import { formatCount, formatDuration } from '../reasoning-view/format';
import { accountOf, CUT_OFF } from './account-of';
import styles from './answer-facts.module.css';
import { formatCost } from './format-cost';
import type { AnswerFacts as Facts, TurnPhase } from './turn-view';

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
              {accountOf(facts, phase).map(([name, value]) => (
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
