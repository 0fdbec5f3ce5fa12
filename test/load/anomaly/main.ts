import { existsSync } from 'node:fs';
import { ALERT_SCORE } from '@app/monitoring';
import { scoreFolder } from './score-folder';
import { SeriesFileError } from './series-file';

const USAGE =
  'npm run bench:anomaly -- DIR OUT: scores every series (timestamp,value CSV) under DIR into a file under OUT';

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const complain = (text: string): void => void process.stderr.write(`${text}\n`);

function main([from, to]: string[]): number {
  if (from === undefined || to === undefined || !existsSync(from)) {
    complain(from === undefined || to === undefined ? USAGE : `There is no folder ${from}. ${USAGE}`);
    return 2;
  }
  const began = performance.now();
  const { series, points, alerts } = scoreFolder(from, to);
  if (series === 0) {
    complain(`${from} holds no .csv file.`);
    return 1;
  }
  const micros = ((performance.now() - began) * 1_000) / Math.max(points, 1);
  say(`${series} series, ${points} points, ${alerts} alerts (a score of at least ${ALERT_SCORE})`);
  say(`${micros.toFixed(1)} microseconds a point, files included`);
  return 0;
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SeriesFileError)) throw error;
  complain(error.message);
  process.exitCode = 1;
}
