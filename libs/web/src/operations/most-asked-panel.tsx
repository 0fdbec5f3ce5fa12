import { useCallback, useState } from 'react';
import { requestJson } from '../api/http-client';
import { FailureNotice } from '../chat/failure-notice';
import { countOf, formatCount } from '../reasoning-view/format';
import { Badge } from './badge';
import { DataTable, type Column } from './data-table';
import { formatTime } from './format-time';
import { MODEL_COLUMN } from './model-column';
import styles from './operations.module.css';
import { Panel } from './page';
import { useResource } from './use-resource';

const EVERY_MS = 5_000;
const MS_PER_HOUR = 3_600_000;
const LENGTHS = ['10', '50', '200'] as const;

/** A question, as `GET /api/v1/cache/popular` tells it. */
interface MostAsked {
  key: string;
  scope: string;
  userId: string;
  /** Absent: a private question of somebody else. */
  question?: string;
  model: string;
  strategy: string;
  asked: number;
  overcount: number;
  lastAskedAt?: number;
  answer?: { freshness: 'fresh' | 'stale' | 'expired' };
}

type Tracked = 'all' | 'shared' | 'off';

interface MostAskedPage {
  questions: MostAsked[];
  tracked: Tracked;
  halfLifeMs: number;
}

const COLUMNS: Column<MostAsked>[] = [
  {
    title: 'Asked',
    numeric: true,
    cell: ({ asked, overcount }) => (
      <>
        {timesOf(asked)}
        {overcount >= 0.5 && <small>up to {timesOf(overcount)} less</small>}
      </>
    ),
  },
  {
    title: 'Question',
    wide: true,
    cell: ({ question, lastAskedAt }) => (
      <>
        {question ?? <span className={styles.faint}>private, not shown</span>}
        {lastAskedAt !== undefined && <small>last asked {formatTime(lastAskedAt)}</small>}
      </>
    ),
  },
  {
    title: 'Answer',
    cell: ({ answer }) =>
      answer === undefined ? (
        <Badge tone="plain">not stored</Badge>
      ) : (
        <Badge tone={answer.freshness === 'fresh' ? 'good' : 'fair'}>{answer.freshness}</Badge>
      ),
  },
  MODEL_COLUMN,
  { title: 'For', cell: ({ scope, userId }) => (scope === 'user' ? userId : scope) },
];

/** Why there is nothing to show. */
const EMPTY: Record<Tracked, string> = {
  all: 'No question has been counted yet.',
  shared: 'No question that was opened to others has been counted yet.',
  off: 'Questions are not counted: CACHE_TRACK_QUESTIONS or the cache is off.',
};

/** Which questions are asked most, and whether their answers are stored. */
export function MostAskedPanel() {
  const [limit, setLimit] = useState<string>(LENGTHS[0]);
  const load = useCallback(
    (signal: AbortSignal): Promise<MostAskedPage> => requestJson(`/api/v1/cache/popular?limit=${limit}`, { signal }),
    [limit],
  );
  const { data, failure, reload } = useResource(load, EVERY_MS);
  return (
    <Panel
      title="Most asked"
      tools={
        <label>
          Show{' '}
          <select value={limit} onChange={({ target }) => setLimit(target.value)}>
            {LENGTHS.map((length) => (
              <option key={length}>{length}</option>
            ))}
          </select>
        </label>
      }
    >
      {failure !== undefined && <FailureNotice failure={failure} onRetry={reload} />}
      {data !== undefined && data.tracked !== 'off' && (
        <p className={styles.note}>
          {data.tracked === 'all' ? 'Questions' : 'Questions opened to others'} outside of conversations. Each time
          counts half after {countOf(data.halfLifeMs / MS_PER_HOUR, 'hour')}.
        </p>
      )}
      {data !== undefined && (
        <DataTable
          label="Most asked questions"
          columns={COLUMNS}
          rows={data.questions}
          rowKey={({ key }) => key}
          empty={EMPTY[data.tracked]}
        />
      )}
    </Panel>
  );
}

function timesOf(times: number): string {
  return times < 0.5 ? 'under 1' : formatCount(Math.round(times));
}
