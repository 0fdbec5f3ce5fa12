import { spawnSync } from 'node:child_process';

const PYTHON = 'python3';
const OLDEST = [3, 10];
const LONGEST_MS = 300_000;

/** Whether a Python that the generator runs on is installed. */
function hasPython(): boolean {
  const { status, stdout } = spawnSync(PYTHON, ['-c', 'import sys; print(*sys.version_info[:2])'], {
    encoding: 'utf8',
  });
  if (status !== 0) return false;
  const [major = 0, minor = 0] = stdout.trim().split(' ').map(Number);
  return major > (OLDEST[0] as number) || (major === OLDEST[0] && minor >= (OLDEST[1] as number));
}

describe('the problem generator in Python', () => {
  const withPython = hasPython() ? it : it.skip;

  withPython(
    'passes its own tests: right answers, disjoint halves, one result for one seed',
    () => {
      const run = spawnSync(PYTHON, ['-B', '-m', 'unittest', 'discover', '-s', 'tests', '-t', '.'], {
        cwd: __dirname,
        encoding: 'utf8',
        timeout: LONGEST_MS,
      });

      expect({ status: run.status, report: run.stderr.slice(-4000) }).toEqual({
        status: 0,
        report: expect.stringMatching(/Ran \d{2} tests[^]*OK/) as string,
      });
    },
    LONGEST_MS,
  );
});
