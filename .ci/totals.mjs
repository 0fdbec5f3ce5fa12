// Adds up what `.ci/run` collected. Every step must have left a result with at least one test in it: one that ran nothing,
// or could not run, counts as a failure.
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

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

/** Names the failed tests of a suite, so that the end of the log tells what failed and not only how many. */
function failures(name) {
  const text = read(`${name}.json`);
  if (text === '') return [];
  return JSON.parse(text).testResults.flatMap(({ name: file, assertionResults, message }) => {
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    const reasons = failed.map(
      ({ fullName, failureMessages }) => `${fullName}: ${firstLines(failureMessages.join('\n'))}`,
    );
    if (reasons.length === 0 && assertionResults.length === 0 && message !== '') reasons.push(firstLines(message));
    return reasons.map((reason) => `${name} ${relative(process.cwd(), file)} ${reason}`);
  });
}

const firstLines = (message) =>
  message
    .replace(/\u001b\[\d+m/g, '')
    .split('\n')
    .slice(0, 12)
    .join('\n    ');

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
for (const line of Object.keys(steps).flatMap(failures)) console.log(`FAILED ${line}`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
