import { readFileSync } from 'node:fs';

/** A series as its file holds it. */
export interface SeriesFile {
  /** As written. */
  timestamps: string[];
  values: number[];
}

/** A file that is no series. Its message names the file and the line. */
export class SeriesFileError extends Error {}

/** Reads CSV with the columns `timestamp` and `value`. Throws {@link SeriesFileError}. */
export function readSeries(path: string): SeriesFile {
  const [head = '', ...lines] = readFileSync(path, 'utf8').trimEnd().split(/\r?\n/);
  const columns = head.split(',').map((column) => column.trim());
  const [time, value] = [columns.indexOf('timestamp'), columns.indexOf('value')];
  if (time < 0 || value < 0)
    throw new SeriesFileError(`${path}: the first line has to name the columns timestamp and value`);
  const series: SeriesFile = { timestamps: [], values: [] };
  lines.forEach((line, index) => {
    const cells = line.split(',');
    const cell = cells[value]?.trim() ?? '';
    const number = Number(cell);
    if (cell === '' || !Number.isFinite(number))
      throw new SeriesFileError(`${path}, line ${index + 2}: the value ${JSON.stringify(cell)} is not a number`);
    series.timestamps.push(cells[time] ?? '');
    series.values.push(number);
  });
  return series;
}
