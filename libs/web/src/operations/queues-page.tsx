import { formatCount } from '../reasoning-view/format';
import { Badge } from './badge';
import { DataTable, type Column } from './data-table';
import { FailedJobs } from './failed-jobs';
import { readHealth, type QueueDepth } from './health-api';
import { Page, Panel } from './page';
import { StatTile, StatTiles } from './stat-tile';
import { useResource } from './use-resource';

const EVERY_MS = 2_000;

interface NamedQueue extends QueueDepth {
  name: string;
}

const COLUMNS: Column<NamedQueue>[] = [
  { title: 'Queue', cell: ({ name }) => name },
  { title: 'State', cell: ({ active, waiting }) => <State active={active} waiting={waiting} /> },
  { title: 'Waiting', numeric: true, cell: ({ waiting }) => formatCount(waiting) },
  { title: 'Running', numeric: true, cell: ({ active }) => formatCount(active) },
  { title: 'For later', numeric: true, cell: ({ delayed }) => formatCount(delayed) },
  { title: 'Failed', numeric: true, cell: ({ failed }) => formatCount(failed) },
];

/** Background work: what waits, runs and failed, by queue. */
export default function QueuesPage() {
  const health = useResource(readHealth, EVERY_MS);
  const queues = Object.entries(health.data?.taskQueueDepth ?? {}).map(([name, depth]) => ({ name, ...depth }));
  const sum = (pick: (queue: NamedQueue) => number): number => queues.reduce((total, queue) => total + pick(queue), 0);
  const failed = sum((queue) => queue.failed);
  return (
    <Page title="Queues" about="Background work in Redis, worked by servers and workers." resource={health}>
      <StatTiles>
        <StatTile label="Waiting" value={formatCount(sum((queue) => queue.waiting))} />
        <StatTile label="Running" value={formatCount(sum((queue) => queue.active))} />
        <StatTile label="For later" value={formatCount(sum((queue) => queue.delayed))} />
        <StatTile label="Failed" value={formatCount(failed)} tone={failed > 0 ? 'bad' : 'good'} />
      </StatTiles>
      <Panel title="By queue">
        <DataTable
          label="Queues"
          columns={COLUMNS}
          rows={queues}
          rowKey={({ name }) => name}
          empty="Redis is away: nothing is known."
        />
      </Panel>
      {queues
        .filter((queue) => queue.failed > 0)
        .map(({ name }) => (
          <FailedJobs key={name} name={name} onRetried={health.reload} />
        ))}
    </Page>
  );
}

function State({ active, waiting }: { active: number; waiting: number }) {
  if (active > 0) return <Badge tone="accent">working</Badge>;
  return waiting > 0 ? <Badge tone="fair">waiting</Badge> : <Badge tone="plain">idle</Badge>;
}
