import { readFileSync } from 'node:fs';

/** A series as its file holds it. */
export interface SeriesFile {
  /** As written. */
  timestamps: string[];
  values: number[];
}

/** Reads CSV with the columns `timestamp` and `value`. Throws an error that names the file and the line. */
export function readSeries(path: string): SeriesFile {
  const [head = '', ...lines] = readFileSync(path, 'utf8').trimEnd().split(/\r?\n/);
  const columns = head.split(',').map((column) => column.trim());
  const [time, value] = [columns.indexOf('timestamp'), columns.indexOf('value')];
  if (time < 0 || value < 0) throw new Error(`${path}: the first line has to name the columns timestamp and value`);
  const series: SeriesFile = { timestamps: [], values: [] };
  lines.forEach((line, index) => {
    const cells = line.split(',');
    const cell = cells[value]?.trim() ?? '';
    const number = Number(cell);
    if (cell === '' || !Number.isFinite(number))
      throw new Error(`${path}, line ${index + 2}: ${JSON.stringify(cell)} is not a number`);
    series.timestamps.push(cells[time] ?? '');
    series.values.push(number);
  });
  return series;
}
