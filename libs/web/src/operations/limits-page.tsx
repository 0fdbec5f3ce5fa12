import type { SessionInfo } from '@app/contracts';
import { useCallback, useState } from 'react';
import { requestJson, send } from '../api/http-client';
import { Button } from '../components/button';
import { countOf, formatCount, formatDuration } from '../reasoning-view/format';
import { Badge } from './badge';
import { DataTable, type Column } from './data-table';
import { formatTime } from './format-time';
import styles from './operations.module.css';
import { Page, Panel } from './page';
import { StatTile, StatTiles } from './stat-tile';
import { useResource } from './use-resource';

const EVERY_MS = 5_000;

interface Limit {
  name: string;
  limit: number;
  windowSeconds: number;
  remaining: number;
  resetMs: number;
}

interface Limits {
  limited: boolean;
  limits: Limit[];
  concurrency?: { limit: number; running: number };
  degraded: boolean;
  processes: number;
}

const LIMIT_COLUMNS: Column<Limit>[] = [
  { title: 'Limit', cell: ({ name }) => name },
  {
    title: 'Allowed',
    numeric: true,
    cell: ({ limit, windowSeconds }) => `${formatCount(limit)} in ${formatDuration(windowSeconds * 1000)}`,
  },
  { title: 'Left', numeric: true, cell: ({ remaining }) => formatCount(remaining) },
  {
    title: 'Used',
    cell: ({ limit, remaining }) => (
      <meter min={0} max={limit} value={Math.max(0, limit - remaining)} aria-label="Used" />
    ),
  },
  { title: 'Whole again in', numeric: true, cell: ({ resetMs }) => formatDuration(resetMs) },
];

/** How a caller stands, and from where the product is used. */
export default function LimitsPage() {
  const [userId, setUserId] = useState('');
  const load = useCallback(
    async (signal: AbortSignal) => {
      const query = userId === '' ? '' : `?userId=${encodeURIComponent(userId)}`;
      const [limits, sessions] = await Promise.all([
        requestJson<Limits>(`/api/v1/limits${query}`, { signal }),
        requestJson<{ sessions: SessionInfo[]; limit: number }>(`/api/v1/sessions${query}`, { signal }),
      ]);
      return { limits, ...sessions };
    },
    [userId],
  );
  const state = useResource(load, EVERY_MS);
  const { limits, sessions = [], limit } = state.data ?? {};
  const end = async ({ id }: SessionInfo): Promise<void> => {
    const query = userId === '' ? '' : `?userId=${encodeURIComponent(userId)}`;
    await send(`/api/v1/sessions/${encodeURIComponent(id)}${query}`, { method: 'DELETE' });
    state.reload();
  };
  return (
    <Page
      title="Limits and sessions"
      about="How a caller stands now, and which sessions of the API it has open."
      resource={state}
    >
      <label className={styles.field}>
        User
        <input value={userId} placeholder="yourself" onChange={({ target }) => setUserId(target.value.trim())} />
      </label>
      {limits !== undefined && <Figures limits={limits} open={sessions.length} mostOpen={limit} />}
      {limits?.limited === true && (
        <Panel title="Limits">
          <DataTable
            label="Limits"
            columns={LIMIT_COLUMNS}
            rows={limits.limits}
            rowKey={({ name }) => name}
            empty="None."
          />
        </Panel>
      )}
      <Panel title="Open sessions">
        <DataTable
          label="Open sessions"
          columns={sessionColumns(end)}
          rows={sessions}
          rowKey={({ id }) => id}
          empty="No session was opened with POST /api/v1/sessions. Being signed in to this page is none."
        />
      </Panel>
    </Page>
  );
}

function Figures({ limits, open, mostOpen }: { limits: Limits; open: number; mostOpen: number | undefined }) {
  const { limited, concurrency, degraded, processes } = limits;
  return (
    <StatTiles>
      <StatTile
        label="Limited"
        value={limited ? 'yes' : 'no'}
        note={limited ? undefined : 'RATE_LIMIT_ENABLED is false, or auto, which spares the owner'}
      />
      {concurrency !== undefined && (
        <StatTile label="Running chats" value={concurrency.running} note={`of ${concurrency.limit}`} />
      )}
      <StatTile label="Open sessions" value={open} note={mostOpen !== undefined && `of ${mostOpen}`} />
      <StatTile
        label="Decided by"
        value={degraded ? 'a local share' : 'Redis'}
        tone={degraded ? 'fair' : 'good'}
        note={countOf(processes, 'server')}
      />
    </StatTiles>
  );
}

function sessionColumns(end: (session: SessionInfo) => Promise<void>): Column<SessionInfo>[] {
  return [
    {
      title: 'Session',
      mono: true,
      wide: true,
      cell: ({ id, userAgent }) => (
        <>
          {id}
          {userAgent !== undefined && <small>{userAgent}</small>}
        </>
      ),
    },
    { title: 'From', mono: true, cell: ({ address }) => address ?? '–' },
    { title: 'Opened', cell: ({ createdAt }) => formatTime(createdAt) },
    { title: 'Last used', cell: ({ lastSeenAt }) => formatTime(lastSeenAt) },
    { title: 'State', cell: () => <Badge tone="good">open</Badge> },
    { title: '', cell: (session) => <Button onClick={() => void end(session)}>End</Button> },
  ];
}
