import { useCallback, useState } from 'react';
import { asFailure, type ApiFailure } from '../api/api-failure';
import { requestJson } from '../api/http-client';
import { FailureNotice } from '../chat/failure-notice';
import { Button } from '../components/button';
import { DataTable, type Column } from './data-table';
import { formatTime } from './format-time';
import { Panel } from './page';
import { useResource } from './use-resource';

/** A job that was given up, as `GET /api/v1/queues/{name}/failed` tells it. */
interface FailedJob {
  id: string;
  name: string;
  attempts: number;
  reason: string;
  failedAt?: number;
}

/** Props of {@link FailedJobs}. */
export interface FailedJobsProps {
  /** The queue. */
  name: string;
  onRetried: () => void;
}

/** The jobs of a queue that were given up; each can be done again. */
export function FailedJobs({ name, onRetried }: FailedJobsProps) {
  const path = `/api/v1/queues/${encodeURIComponent(name)}/failed`;
  const load = useCallback((signal: AbortSignal) => requestJson<FailedJob[]>(path, { signal }), [path]);
  const jobs = useResource(load);
  const [failure, setFailure] = useState<ApiFailure>();
  const retry = async (id: string): Promise<void> => {
    try {
      await requestJson(`${path}/${encodeURIComponent(id)}/retry`, { method: 'POST' });
      jobs.reload();
      onRetried();
    } catch (error) {
      setFailure(asFailure(error));
    }
  };
  const columns: Column<FailedJob>[] = [
    { title: 'Job', mono: true, cell: (job) => job.name },
    { title: 'Given up', cell: ({ failedAt }) => (failedAt === undefined ? '–' : formatTime(failedAt)) },
    { title: 'Tries', numeric: true, cell: ({ attempts }) => attempts },
    { title: 'Why', wide: true, cell: ({ reason }) => reason },
    { title: '', cell: ({ id }) => <Button onClick={() => void retry(id)}>Do again</Button> },
  ];
  const shown = failure ?? jobs.failure;
  return (
    <Panel title={`Given up in ${name}`}>
      {shown !== undefined && <FailureNotice failure={shown} />}
      <DataTable
        label={`Failed jobs of ${name}`}
        columns={columns}
        rows={jobs.data ?? []}
        rowKey={({ id }) => id}
        empty="None."
      />
    </Panel>
  );
}
