import { ApiFailure } from '../api/api-failure';
import { formatDuration } from '../reasoning-view/format';
import { Badge } from './badge';
import { DataTable, type Column } from './data-table';
import { Page, Panel } from './page';
import { StatTile, StatTiles } from './stat-tile';
import { useResource } from './use-resource';

const EVERY_MS = 5_000;

/** One dependency as `/health/ready` tells it. */
interface Dependency {
  status: 'up' | 'down';
  latencyMs?: number;
  message?: string;
  breaker?: string;
  warnings?: string[];
}

interface NamedDependency extends Dependency {
  name: string;
}

interface Readiness {
  status: string;
  details: Record<string, Dependency>;
}

const COLUMNS: Column<NamedDependency>[] = [
  { title: 'Dependency', cell: ({ name }) => name },
  { title: 'State', cell: ({ status }) => <Badge tone={status === 'up' ? 'good' : 'bad'}>{status}</Badge> },
  {
    title: 'Latency',
    numeric: true,
    cell: ({ latencyMs }) => (latencyMs === undefined ? '–' : formatDuration(latencyMs)),
  },
  { title: 'Breaker', cell: ({ breaker }) => breaker ?? '–' },
  { title: 'Remarks', cell: ({ message, warnings = [] }) => [message, ...warnings].filter(Boolean).join(' ') || '–' },
];

/** Not ready is an answer too, with the reasons in it. */
async function load(signal: AbortSignal): Promise<Readiness> {
  const response = await fetch('/health/ready', { signal });
  if (response.status !== 200 && response.status !== 503) {
    throw new ApiFailure('unreadable', `The health probe answered with status ${response.status}.`);
  }
  return (await response.json()) as Readiness;
}

/** Whether the server can work, and what it depends on. */
export default function HealthPage() {
  const health = useResource(load, EVERY_MS);
  const dependencies = Object.entries(health.data?.details ?? {}).map(([name, state]) => ({ name, ...state }));
  const down = dependencies.filter(({ status }) => status === 'down');
  return (
    <Page title="Health" about="What this server depends on, asked every five seconds." resource={health}>
      <StatTiles>
        <StatTile
          label="Ready for requests"
          value={down.length === 0 ? 'yes' : 'no'}
          tone={down.length === 0 ? 'good' : 'bad'}
        />
        <StatTile
          label="Dependencies up"
          value={dependencies.length - down.length}
          note={`of ${dependencies.length}`}
        />
      </StatTiles>
      <Panel title="Dependencies">
        <DataTable
          label="Dependencies"
          columns={COLUMNS}
          rows={dependencies}
          rowKey={({ name }) => name}
          empty="None."
        />
      </Panel>
    </Page>
  );
}
