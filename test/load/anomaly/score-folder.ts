import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ALERT_SCORE, AnomalyDetector } from '@app/monitoring';
import { readSeries } from './series-file';

/** What scoring a folder came to. */
export interface FolderScore {
  series: number;
  points: number;
  alerts: number;
}

/**
 * Scores every `*.csv` under `from`, each by a detector of its own with the shipped setting, into a file of the same
 * name under `to`: `timestamp,value,anomaly_score`. Throws `SeriesFileError`, which names the file and line of a value it cannot read.
 */
export function scoreFolder(from: string, to: string): FolderScore {
  const total: FolderScore = { series: 0, points: 0, alerts: 0 };
  const names = readdirSync(from, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.csv'));
  for (const name of names.sort()) {
    const { timestamps, values } = readSeries(join(from, name));
    const detector = new AnomalyDetector();
    const rows = values.map((value, index) => {
      const { score } = detector.observe(value);
      if (score >= ALERT_SCORE) total.alerts++;
      return `${timestamps[index] ?? ''},${value},${score.toFixed(6)}\n`;
    });
    const target = join(to, name);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, `timestamp,value,anomaly_score\n${rows.join('')}`);
    total.series++;
    total.points += values.length;
  }
  return total;
}
