import { useCallback, useMemo, useState, type Ref } from 'react';
import { requestJson } from '../api/http-client';
import { Choice } from '../components/choice';
import type { WatchedSeries } from './anomaly-types';
import { LiveChart, type ChartLine } from './live-chart';
import styles from './operations.module.css';
import { Panel } from './page';
import { useResource } from './use-resource';
import { WINDOWS, type WindowSeconds } from './windows';

const EVERY_MS = 15_000;

/** Props of {@link SeriesPanel}. */
export interface SeriesPanelProps {
  name: string;
  names: readonly string[];
  onChoose: (name: string) => void;
  /** The panel, to be brought into view. */
  ref?: Ref<HTMLElement>;
}

/** One watched series over time, with what was odd about it marked. */
export function SeriesPanel({ name, names, onChoose, ref }: SeriesPanelProps) {
  const [window, setWindow] = useState<WindowSeconds>('86400');
  const load = useCallback(
    (signal: AbortSignal) =>
      requestJson<WatchedSeries>(`/api/v1/monitoring/series?name=${encodeURIComponent(name)}&windowSeconds=${window}`, {
        signal,
      }),
    [name, window],
  );
  const { data } = useResource(load, EVERY_MS);
  const times = useMemo(() => (data?.points ?? []).map(({ start }) => start), [data]);
  const lines = useMemo((): ChartLine[] => {
    const odd = new Set((data?.anomalies ?? []).map(({ at }) => at));
    const points = data?.points ?? [];
    return [
      { label: name, colour: '--accent', values: points.map(({ value }) => value) },
      {
        label: 'odd',
        colour: '--bad',
        marks: true,
        values: points.map(({ start, value }) => (odd.has(start) ? value : null)),
      },
    ];
  }, [data, name]);
  const options = names.map((value) => ({ value, label: value }));
  return (
    <Panel
      ref={ref}
      title={name}
      tools={
        <div className={styles.tools}>
          <Choice label="Series" value={name} options={options} onChoose={onChoose} />
          <Choice label="Time" value={window} options={WINDOWS} onChoose={setWindow} />
        </div>
      }
    >
      {times.length === 0 ? (
        <p className={styles.empty}>Nothing was measured in this time.</p>
      ) : (
        <LiveChart
          label={`${name} over time, with ${data?.anomalies?.length ?? 0} anomalies`}
          times={times}
          lines={lines}
          height={240}
        />
      )}
    </Panel>
  );
}
