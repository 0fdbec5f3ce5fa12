import { useState } from 'react';
import { requestJson } from '../api/http-client';
import { formatMoney } from '../chat/format-cost';
import { formatCount, formatDuration } from '../reasoning-view/format';
import { Badge } from './badge';
import { CacheInvalidation } from './cache-invalidation';
import { DataTable, type Column } from './data-table';
import { formatBytes } from './format-bytes';
import { MODEL_COLUMN } from './model-column';
import { MostAskedPanel } from './most-asked-panel';
import { Page, Panel } from './page';
import { StatTile, StatTiles } from './stat-tile';
import { WarmupPanel } from './warmup-panel';
import { useResource } from './use-resource';

const EVERY_MS = 5_000;

interface Counts {
  hitsMemory: number;
  hitsRedis: number;
  stale: number;
  misses: number;
  savedMs: number;
  savedMicroUsd: number;
  hitRate?: number;
}

interface CacheStats {
  process: Counts;
  today?: Counts;
  memory: { answers: number; sizeBytes: number; limitBytes: number };
  redis: 'closed' | 'open' | 'half-open';
}

interface CacheKey {
  key: string;
  scope: string;
  userId?: string;
  model: string;
  strategy: string;
  tags?: string[];
  ageMs: number;
  freshness: 'fresh' | 'stale' | 'expired';
  fillMs: number;
  costMicroUsd?: number;
}

const COLUMNS: Column<CacheKey>[] = [
  { title: 'Key', mono: true, cell: ({ key }) => `${key.slice(0, 10)}…` },
  MODEL_COLUMN,
  { title: 'For', cell: ({ scope, userId }) => userId ?? scope },
  {
    title: 'State',
    cell: ({ freshness }) => <Badge tone={freshness === 'fresh' ? 'good' : 'fair'}>{freshness}</Badge>,
  },
  { title: 'Age', numeric: true, cell: ({ ageMs }) => formatDuration(ageMs) },
  { title: 'Took', numeric: true, cell: ({ fillMs }) => formatDuration(fillMs) },
  {
    title: 'Cost',
    numeric: true,
    cell: ({ costMicroUsd }) => (costMicroUsd === undefined ? '–' : formatMoney(costMicroUsd)),
  },
];

const loadStats = (signal: AbortSignal): Promise<CacheStats> => requestJson('/api/v1/cache/stats', { signal });
const loadKeys = (signal: AbortSignal): Promise<{ keys: CacheKey[] }> =>
  requestJson('/api/v1/cache/keys?limit=100', { signal });

/** How the response cache does, what is in it, and how to take something out. */
export default function CachePage() {
  const stats = useResource(loadStats, EVERY_MS);
  const keys = useResource(loadKeys);
  const [order, setOrder] = useState<'costly' | 'newest'>('costly');
  const rows = [...(keys.data?.keys ?? [])].sort((a, b) =>
    order === 'newest' ? a.ageMs - b.ageMs : b.fillMs - a.fillMs,
  );
  return (
    <Page title="Response cache" about="Answers that are given again: how often, and what that saved." resource={stats}>
      {stats.data !== undefined && <Figures stats={stats.data} />}
      <MostAskedPanel />
      <CacheInvalidation onDone={keys.reload} />
      <WarmupPanel />
      <Panel
        title="Stored answers"
        tools={
          <label>
            Order{' '}
            <select value={order} onChange={({ target }) => setOrder(target.value as typeof order)}>
              <option value="costly">longest to make first</option>
              <option value="newest">newest first</option>
            </select>
          </label>
        }
      >
        <DataTable
          label="Stored answers"
          columns={COLUMNS}
          rows={rows}
          rowKey={({ key }) => key}
          empty="No answer is stored."
        />
      </Panel>
    </Page>
  );
}

function Figures({ stats: { process, today = process, memory, redis } }: { stats: CacheStats }) {
  const { hitRate, hitsMemory, hitsRedis, stale, misses, savedMicroUsd, savedMs } = today;
  return (
    <StatTiles>
      <StatTile
        label="Hit rate today"
        value={hitRate === undefined ? '–' : `${(hitRate * 100).toFixed(0)} %`}
        note={`${formatCount(misses)} misses`}
      />
      <StatTile
        label="From memory"
        value={formatCount(hitsMemory)}
        note={`${formatCount(hitsRedis)} from Redis, ${formatCount(stale)} stale`}
      />
      <StatTile label="Saved" value={formatMoney(savedMicroUsd)} note={`${formatDuration(savedMs)} of waiting`} />
      <StatTile
        label="Memory in use"
        value={formatBytes(memory.sizeBytes)}
        note={`of ${formatBytes(memory.limitBytes)}, ${formatCount(memory.answers)} answers`}
      />
      <StatTile
        label="Redis"
        value={redis === 'closed' ? 'reachable' : 'away'}
        tone={redis === 'closed' ? 'good' : 'bad'}
      />
    </StatTiles>
  );
}
