import { useCallback, useRef, useState } from 'react';
import { requestJson } from '../api/http-client';
import { Choice } from '../components/choice';
import { AnomalyCard } from './anomaly-card';
import type { AnomalyList, WatchedSeries } from './anomaly-types';
import styles from './operations.module.css';
import { Page, Panel } from './page';
import { SeriesPanel } from './series-panel';
import { useResource } from './use-resource';

const EVERY_MS = 15_000;

type Shown = 'all' | 'open' | 'confirmed' | 'dismissed';

const SHOWN = [
  { value: 'all', label: 'All' },
  { value: 'open', label: 'Open' },
  { value: 'confirmed', label: 'Confirmed' },
  { value: 'dismissed', label: 'Dismissed' },
] as const;

/** What was odd about the service, with its cause, on the chart of its series. */
export default function AnomaliesPage() {
  const [shown, setShown] = useState<Shown>('all');
  const [chosen, setChosen] = useState<string>();
  const load = useCallback(
    async (signal: AbortSignal) => {
      const query = shown === 'all' ? '' : `?status=${shown}`;
      const [{ anomalies }, { names }] = await Promise.all([
        requestJson<AnomalyList>(`/api/v1/monitoring/anomalies${query}`, { signal }),
        requestJson<WatchedSeries>('/api/v1/monitoring/series', { signal }),
      ]);
      return { anomalies, names };
    },
    [shown],
  );
  const state = useResource(load, EVERY_MS);
  const { anomalies = [], names = [] } = state.data ?? {};
  const series = chosen ?? anomalies[0]?.series ?? names[0];
  const chart = useRef<HTMLElement>(null);
  const showOnChart = (name: string): void => {
    setChosen(name);
    const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
    chart.current?.scrollIntoView({ behavior: isStill ? 'auto' : 'smooth', block: 'start' });
    chart.current?.focus({ preventScroll: true });
  };
  return (
    <Page
      title="Anomalies"
      about="What was odd about the service, each interval judged when it is over, without looking ahead."
      resource={state}
      tools={<Choice label="Show" value={shown} options={SHOWN} onChoose={setShown} />}
    >
      {series !== undefined && <SeriesPanel ref={chart} name={series} names={names} onChoose={setChosen} />}
      <Panel title="Found">
        {anomalies.length === 0 && <p className={styles.empty}>Nothing odd was found.</p>}
        <ul className={styles.cards}>
          {anomalies.map((anomaly) => (
            <AnomalyCard key={anomaly.id} anomaly={anomaly} onShow={showOnChart} onDecided={state.reload} />
          ))}
        </ul>
      </Panel>
    </Page>
  );
}
