import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scoreFolder } from './score-folder';

describe('scoreFolder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'anomaly-'));
    mkdirSync(join(folder, 'in', 'deep'), { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const score = (): unknown => scoreFolder(join(folder, 'in'), join(folder, 'out'));

  it('writes a score for every row of every series, under the same name', () => {
    const rows = Array.from({ length: 300 }, (_, index) => `t${index},${index === 250 ? 90 : index % 7}`);
    writeFileSync(join(folder, 'in', 'deep', 'one.csv'), `timestamp,value\n${rows.join('\n')}\n`);
    writeFileSync(join(folder, 'in', 'two.csv'), 'value,timestamp\r\n1,a\r\n2,b\r\n');
    expect(score()).toEqual({ series: 2, points: 302, alerts: 1 });
    const [head, ...written] = readFileSync(join(folder, 'out', 'deep', 'one.csv'), 'utf8')
      .trimEnd()
      .split('\n');
    expect(head).toBe('timestamp,value,anomaly_score');
    expect(written.map((row) => row.split(',').slice(0, 2).join(','))).toEqual(rows);
    expect(written.flatMap((row, index) => (Number(row.split(',')[2]) >= 0.5 ? [index] : []))).toEqual([250]);
    expect(readFileSync(join(folder, 'out', 'two.csv'), 'utf8')).toBe(
      'timestamp,value,anomaly_score\na,1,0.000000\nb,2,0.000000\n',
    );
  });

  it.each([
    ['timestamp,value\na,1\nb,x\n', 'line 3: the value "x" is not a number'],
    ['timestamp,value\na\n', 'line 2: the value "" is not a number'],
    ['time,value\na,1\n', 'timestamp and value'],
  ])('names what it cannot read in %j', (text, message) => {
    writeFileSync(join(folder, 'in', 'bad.csv'), text);
    expect(score).toThrow(message);
    expect(score).toThrow('bad.csv');
  });

  it('is told by its command in one line', () => {
    const path = join(folder, 'in', 'bad.csv');
    writeFileSync(path, 'timestamp,value\na,1\nb,\n');
    const args = [
      '-r',
      './scripts/register-ts.cjs',
      'test/load/anomaly/main.ts',
      join(folder, 'in'),
      join(folder, 'out'),
    ];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect([status, stderr]).toEqual([1, `${path}, line 3: the value "" is not a number\n`]);
  });
});
