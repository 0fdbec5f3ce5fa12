// Adds up what `.ci/run` collected. Every step must have left a result with at least one test in it: one that ran nothing,
// or could not run, counts as a failure.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const read = (name) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : '');

function jestCounts(name) {
  const text = read(`${name}.json`);
  if (text === '') return { passed: 0, failed: 0, skipped: 0 };
  const report = JSON.parse(text);
  return {
    passed: report.numPassedTests,
    // A file that cannot even be loaded has no tests to count.
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

function gateCounts() {
  const lines = [...read('gate.txt').matchAll(/^(ok|FAILED) +(\S+) /gm)].filter(([, , step]) => step !== 'check');
  return { passed: count(lines, 'ok'), failed: count(lines, 'FAILED'), skipped: 0 };
}

const count = (lines, word) => lines.filter(([, outcome]) => outcome === word).length;

function conformanceCounts() {
  const [, passed = 0, failed = 0] =
    /^(\d+) passed, (\d+) failed\s*$/m.exec(read('conformance.txt').trim().split('\n').at(-1)) ?? [];
  return { passed: Number(passed), failed: Number(failed), skipped: 0 };
}

const steps = {
  unit: jestCounts('unit'),
  gate: gateCounts(),
  integration: jestCounts('integration'),
  e2e: jestCounts('e2e'),
  faults: jestCounts('faults'),
  browser: jestCounts('browser'),
  conformance: conformanceCounts(),
};

const total = { passed: 0, failed: 0, skipped: 0 };
for (const [name, counts] of Object.entries(steps)) {
  const status = Number(read(`${name}.status`) || 1);
  if (counts.failed === 0 && (status !== 0 || counts.passed === 0)) counts.failed = 1;
  for (const key of Object.keys(total)) total[key] += counts[key];
  const { passed, failed, skipped } = counts;
  console.log(`${name.padEnd(12)} ${passed} passed, ${failed} failed, ${skipped} skipped (exit status ${status})`);
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
