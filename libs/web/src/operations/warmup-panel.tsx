import type { ErrorCode } from '@app/contracts';
import { useState } from 'react';
import { asFailure, type ApiFailure } from '../api/api-failure';
import { requestJson } from '../api/http-client';
import { titleOf } from '../chat/describe-failure';
import { FailureNotice } from '../chat/failure-notice';
import { formatMoney } from '../chat/format-cost';
import { Button } from '../components/button';
import { Badge } from './badge';
import { DataTable, type Column } from './data-table';
import { formatTime } from './format-time';
import styles from './operations.module.css';
import { Panel } from './page';
import { useResource } from './use-resource';

const EVERY_MS = 3_000;
const MOST_REQUESTS = 100;

/** A warm-up, as `GET /api/v1/cache/warmup` tells it. */
interface Warmup {
  id: string;
  createdAt: number;
  source: 'popular' | 'recent' | 'list';
  status: string;
  total: number;
  done: number;
  made: number;
  fresh: number;
  failed: number;
  /** Why the last one failed. */
  lastError?: ErrorCode;
  costMicroUsd: number;
  endedAt?: number;
}

const load = (signal: AbortSignal): Promise<Warmup[]> => requestJson('/api/v1/cache/warmup', { signal });

/** Has answers made before they are asked for, and shows how that comes along. */
export function WarmupPanel() {
  const warmups = useResource(load, EVERY_MS);
  const [failure, setFailure] = useState<ApiFailure>();
  const post = async (path: string, body?: unknown): Promise<void> => {
    setFailure(undefined);
    try {
      await requestJson(`/api/v1/cache/warmup${path}`, { method: 'POST', ...(body !== undefined && { body }) });
      warmups.reload();
    } catch (error) {
      setFailure(asFailure(error));
    }
  };
  const start = (source: Warmup['source']): void => void post('', { source, maxRequests: MOST_REQUESTS });
  return (
    <Panel
      title="Warm-up"
      tools={
        <div className={styles.tools}>
          <Button onClick={() => start('popular')}>Most asked questions</Button>
          <Button onClick={() => start('recent')}>Latest questions</Button>
        </div>
      }
    >
      {failure !== undefined && <FailureNotice failure={failure} />}
      {warmups.failure !== undefined && <FailureNotice failure={warmups.failure} onRetry={warmups.reload} />}
      <DataTable
        label="Warm-ups"
        columns={columns((id) => void post(`/${encodeURIComponent(id)}/cancel`))}
        rows={warmups.data ?? []}
        rowKey={({ id }) => id}
        empty="No warm-up yet."
      />
    </Panel>
  );
}

function columns(cancel: (id: string) => void): Column<Warmup>[] {
  return [
    { title: 'Begun', cell: ({ createdAt }) => formatTime(createdAt) },
    { title: 'Questions', cell: ({ source }) => source },
    {
      title: 'State',
      cell: ({ status, endedAt, lastError }) => (
        <>
          <Badge tone={endedAt === undefined ? 'accent' : 'plain'}>{status}</Badge>
          {lastError !== undefined && <small>Last failure: {titleOf(lastError)}</small>}
        </>
      ),
    },
    {
      title: 'Progress',
      cell: ({ done, total }) => (
        <>
          <meter min={0} max={Math.max(1, total)} value={done} aria-label={`${done} of ${total}`} /> {done} of {total}
        </>
      ),
    },
    { title: 'Made', numeric: true, cell: ({ made }) => made },
    { title: 'Fresh already', numeric: true, cell: ({ fresh }) => fresh },
    { title: 'Failed', numeric: true, cell: ({ failed }) => failed },
    { title: 'Cost', numeric: true, cell: ({ costMicroUsd }) => formatMoney(costMicroUsd) },
    { title: '', cell: ({ id, endedAt }) => endedAt === undefined && <Button onClick={() => cancel(id)}>Stop</Button> },
  ];
}
