import { formatCount, formatDuration } from '../reasoning-view/format';
import { Badge } from './badge';
import { DataTable, type Column } from './data-table';
import { formatBytes } from './format-bytes';
import { formatTime } from './format-time';
import styles from './operations.module.css';
import { Page, Panel } from './page';
import { StatTile, StatTiles } from './stat-tile';
import { readGaps, readHealth, type AdvancedHealth, type DependencyHealth, type MetricGaps } from './health-api';
import { useResource } from './use-resource';

const EVERY_MS = 2_000;
const TONES = { up: 'good', degraded: 'fair', down: 'bad' } as const;

interface Known {
  health: AdvancedHealth;
  gaps: MetricGaps | undefined;
}

const load = async (signal: AbortSignal): Promise<Known> => {
  const [health, gaps] = await Promise.all([readHealth(signal), readGaps(signal)]);
  return { health, gaps };
};

type Named<T> = T & { name: string };

const DEPENDENCIES: Column<Named<DependencyHealth>>[] = [
  { title: 'Part', cell: ({ name }) => name },
  { title: 'State', cell: ({ status }) => <Badge tone={TONES[status]}>{status}</Badge> },
  {
    title: 'Latency',
    numeric: true,
    cell: ({ latencyMs }) => (latencyMs === undefined ? '–' : formatDuration(latencyMs)),
  },
  {
    title: 'Last trouble',
    cell: ({ lastErrorAt }) => (lastErrorAt === undefined ? 'none since the start' : formatTime(lastErrorAt)),
  },
  {
    title: 'Remarks',
    wide: true,
    cell: ({ message, details = {} }) => [message, describe(details)].filter(Boolean).join('; ') || '–',
  },
];

/** Whether the server can work, what it depends on and how it lives, nearly every second. */
export default function HealthPage() {
  const health = useResource(load, EVERY_MS);
  return (
    <Page title="Health" about="This server and what it depends on, as of now." resource={health}>
      {health.data !== undefined && (
        <>
          <Figures {...health.data} />
          <Panel title="Parts">
            <DataTable
              label="Parts"
              columns={DEPENDENCIES}
              rows={named(health.data.health.dependencies)}
              rowKey={({ name }) => name}
              empty="None."
            />
          </Panel>
          <Panel title="Versions">
            <dl className={styles.facts}>
              {Object.entries(health.data.health.versions).map(([name, version]) => [
                <dt key={name}>{name}</dt>,
                <dd key={`${name} version`}>{version}</dd>,
              ])}
            </dl>
          </Panel>
        </>
      )}
    </Page>
  );
}

function Figures({ health, gaps }: Known) {
  const { status, memoryUsage: memory, connectedClients, databaseLatency, eventLoopLagMs, cacheHitRate } = health;
  return (
    <StatTiles>
      <StatTile label="Service" value={status} tone={TONES[status]} />
      <StatTile
        label="Redis memory"
        value={memory.redisUsedBytes === undefined ? '–' : formatBytes(memory.redisUsedBytes)}
        note={capOf(memory)}
      />
      <StatTile
        label="Server memory"
        value={formatBytes(memory.processRssBytes)}
        note={`heap ${formatBytes(memory.heapUsedBytes)}`}
      />
      <StatTile
        label="Redis connections"
        value={connectedClients === undefined ? '–' : formatCount(connectedClients)}
      />
      <StatTile
        label="Database round trip"
        value={databaseLatency === undefined ? '–' : formatDuration(databaseLatency)}
      />
      <StatTile
        label="Event loop, 99 %"
        value={formatDuration(eventLoopLagMs)}
        tone={eventLoopLagMs > 100 ? 'bad' : 'good'}
      />
      <StatTile
        label="Cache hit rate"
        value={cacheHitRate === undefined ? '–' : `${(cacheHitRate * 100).toFixed(0)} %`}
      />
      <GapsTile gaps={gaps} />
    </StatTiles>
  );
}

/** Whoever judges by the charts must know what they lack. */
function GapsTile({ gaps }: Pick<Known, 'gaps'>) {
  if (gaps === undefined) return <StatTile label="Metrics lost" value="–" />;
  const { unwritten, unread, unsaved } = gaps;
  const lost = unwritten + unread + unsaved;
  return (
    <StatTile
      label="Metrics lost"
      value={formatCount(lost)}
      note={
        lost === 0
          ? 'since the start'
          : `${formatCount(unwritten)} not written, ${formatCount(unread)} not read, ${formatCount(unsaved)} intervals not kept`
      }
      tone={lost === 0 ? 'good' : 'fair'}
    />
  );
}

function capOf({ redisMaxBytes, redisShare }: AdvancedHealth['memoryUsage']): string {
  if (redisMaxBytes === undefined || redisMaxBytes === 0) return 'no cap';
  return `${((redisShare ?? 0) * 100).toFixed(0)} % of ${formatBytes(redisMaxBytes)}`;
}

function named(record: Record<string, DependencyHealth>): Named<DependencyHealth>[] {
  return Object.entries(record).map(([name, value]) => ({ name, ...value }));
}

/** `breaker closed, connections (open 9, idle 9)`. */
function describe(details: Record<string, unknown>): string {
  return Object.entries(details)
    .map(([name, value]) => `${name} ${inWords(value)}`)
    .join(', ');
}

function inWords(value: unknown): string {
  if (typeof value === 'object' && value !== null) return `(${describe(value as Record<string, unknown>)})`;
  return String(value);
}
