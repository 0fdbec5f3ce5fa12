import { useCallback, useMemo, useState } from 'react';
import { formatMoney } from '../chat/format-cost';
import { Choice } from '../components/choice';
import { countOf, formatCount, formatDuration } from '../reasoning-view/format';
import { readSummary, readTimeseries, type AnalyticsPoint, type AnalyticsSummary } from './analytics-api';
import { Badge } from './badge';
import { LiveChart, type ChartLine } from './live-chart';
import styles from './operations.module.css';
import { Page, Panel } from './page';
import { StatTile, StatTiles } from './stat-tile';
import { useLivePoints } from './use-live-points';
import { useResource } from './use-resource';
import { WINDOWS, type WindowSeconds } from './windows';

const EVERY_MS = 10_000;

/** Traffic, latency, errors, cost and hit rate: of a time, and second by second. */
export default function OverviewPage() {
  const [window, setWindow] = useState<WindowSeconds>('3600');
  const load = useCallback(
    async (signal: AbortSignal) => {
      const [summary, { series }] = await Promise.all([
        readSummary(Number(window), signal),
        readTimeseries(Number(window), signal),
      ]);
      return { summary, points: series[0]?.points ?? [] };
    },
    [window],
  );
  const overview = useResource(load, EVERY_MS);
  return (
    <Page
      title="Overview"
      about={overview.data?.summary.scope === 'own' ? 'Your own turns.' : 'All turns of the organisation.'}
      resource={overview}
      tools={<Choice label="Time" value={window} options={WINDOWS} onChoose={setWindow} />}
    >
      {overview.data !== undefined && <Figures summary={overview.data.summary} />}
      <LivePanel />
      {overview.data !== undefined && <History points={overview.data.points} />}
    </Page>
  );
}

function Figures({ summary }: { summary: AnalyticsSummary }) {
  const { totals, errorRate, cacheHitRate, latency, firstToken, uniqueUsers } = summary;
  return (
    <StatTiles>
      <StatTile
        label="Turns"
        value={formatCount(totals.requests)}
        note={uniqueUsers !== undefined && `of ${countOf(uniqueUsers, 'user')}`}
      />
      <StatTile
        label="Errors"
        value={percent(errorRate)}
        note={`${formatCount(totals.errors)} turns`}
        tone={errorRate > 0.05 ? 'bad' : 'good'}
      />
      <StatTile label="Cache hits" value={percent(cacheHitRate)} note={`saved ${formatMoney(totals.savedMicroUsd)}`} />
      <StatTile
        label="Cost"
        value={formatMoney(totals.costMicroUsd)}
        note={`${formatCount(totals.inputTokens + totals.outputTokens)} tokens`}
      />
      <StatTile
        label="Latency, median"
        value={time(latency.p50Ms ?? latency.meanMs)}
        note={`95 %: ${time(latency.p95Ms)}`}
      />
      <StatTile
        label="First text, median"
        value={time(firstToken.p50Ms ?? firstToken.meanMs)}
        note={`95 %: ${time(firstToken.p95Ms)}`}
      />
    </StatTiles>
  );
}

function LivePanel() {
  const { points, connected } = useLivePoints();
  const times = useMemo(() => points.map(({ start }) => start), [points]);
  const lines = useMemo<ChartLine[]>(
    () => [
      { label: 'Turns a second', colour: '--accent', values: points.map(({ totals }) => totals.requests) },
      { label: 'Errors a second', colour: '--bad', values: points.map(({ totals }) => totals.errors) },
    ],
    [points],
  );
  return (
    <Panel
      title="Live, the last five minutes"
      tools={<Badge tone={connected ? 'good' : 'fair'}>{connected ? 'live' : 'connecting'}</Badge>}
    >
      <LiveChart label="Turns and errors, second by second" times={times} lines={lines} height={160} spanMs={300_000} />
    </Panel>
  );
}

function History({ points }: { points: readonly AnalyticsPoint[] }) {
  const times = useMemo(() => points.map(({ start }) => start), [points]);
  const of = (pick: (point: AnalyticsPoint) => number | undefined) => points.map((point) => pick(point) ?? null);
  return (
    <div className={styles.columns}>
      <Panel title="Traffic">
        <LiveChart
          label="Turns and errors over time"
          times={times}
          lines={[
            { label: 'Turns', colour: '--accent', values: of(({ totals }) => totals.requests) },
            { label: 'Errors', colour: '--bad', values: of(({ totals }) => totals.errors) },
          ]}
        />
      </Panel>
      <Panel title="Latency">
        <LiveChart
          label="Latency over time"
          times={times}
          format={formatDuration}
          lines={[
            { label: 'Median', colour: '--prompted', values: of(({ latency }) => latency?.p50Ms) },
            { label: '95 %', colour: '--fair', values: of(({ latency }) => latency?.p95Ms) },
          ]}
        />
      </Panel>
      <Panel title="Cost">
        <LiveChart
          label="Cost over time"
          times={times}
          format={formatMoney}
          lines={[
            { label: 'Spent', colour: '--native', values: of(({ totals }) => totals.costMicroUsd) },
            { label: 'Saved by the cache', colour: '--good', values: of(({ totals }) => totals.savedMicroUsd) },
          ]}
        />
      </Panel>
      <Panel title="Cache hit rate">
        <LiveChart
          label="Cache hit rate over time"
          times={times}
          format={percent}
          lines={[
            {
              label: 'Hits',
              colour: '--good',
              values: of(({ totals }) => (totals.requests === 0 ? undefined : totals.cacheHits / totals.requests)),
            },
          ]}
        />
      </Panel>
    </div>
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.1 && share > 0 ? 1 : 0)} %`;
}

function time(ms: number | undefined): string {
  return ms === undefined ? '–' : formatDuration(ms);
}
