import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readCases } from './conformance-case';
import { runGamesOf24 } from './run-game-of-24';
import { runRecordedAnswers } from './run-recorded-answers';
import { runStream, runWhole } from './run-recording';
import { runTextCase } from './run-text-case';
import { runWireCase } from './run-wire-case';

/** One check: its group, its name, and what runs it. */
interface Check {
  category: string;
  name: string;
  run: () => string[];
}

const FIXTURES = join(__dirname, 'fixtures');

/** The checks that a folder with `reasoning/` and `wire/` holds. */
function checksOf(folder: string): Check[] {
  const cases = join(folder, 'reasoning', 'parser-cases.jsonl');
  const wire = join(folder, 'wire');
  const recordings = existsSync(wire) ? readdirSync(wire).sort() : [];
  return [
    ...(existsSync(cases) ? readCases(cases) : []).map((one): Check => {
      const name = `${one.id} ${one.description}`;
      return { category: one.category, name, run: () => (one.kind === 'text' ? runTextCase(one) : runWireCase(one)) };
    }),
    ...recordings
      .filter((file) => file.endsWith('.json'))
      .map((file): Check => ({ category: 'recorded whole', name: file, run: () => runWhole(join(wire, file)) })),
    ...recordings
      .filter((file) => file.endsWith('.chunks.txt'))
      .map((file): Check => ({ category: 'recorded stream', name: file, run: () => runStream(join(wire, file)) })),
    ...answerChecks(join(folder, 'reasoning')),
  ];
}

/** The recorded outputs of large models, whose published accuracies have to come out. */
function answerChecks(folder: string): Check[] {
  const files = existsSync(folder) ? readdirSync(folder).sort() : [];
  const category = 'published accuracies';
  return [
    ...files
      .filter((file) => /^bbh-(cot|direct)-.*\.json$/.test(file))
      .map((file): Check => ({ category, name: file, run: () => runRecordedAnswers(join(folder, file)) })),
    ...files
      .filter((file) => /game24.*\.json$/.test(file))
      .map((file): Check => ({ category, name: file, run: () => runGamesOf24(join(folder, file)) })),
  ];
}

function faultsOf({ run }: Check): string[] {
  try {
    return run();
  } catch (error) {
    return [`threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`];
  }
}

function main(folder: string): number {
  const checks = checksOf(folder);
  if (checks.length === 0) {
    console.error(`Nothing to check in ${folder}: it has neither cases or recorded answers in reasoning/ nor wire/.`);
    return 1;
  }
  const tally = new Map<string, { passed: number; failed: number }>();
  for (const check of checks) {
    const faults = faultsOf(check);
    const count = tally.get(check.category) ?? { passed: 0, failed: 0 };
    count[faults.length === 0 ? 'passed' : 'failed']++;
    tally.set(check.category, count);
    if (faults.length > 0) console.log(`FAILED ${check.category}: ${check.name}\n  ${faults.join('\n  ')}`);
  }
  const width = Math.max(...[...tally.keys()].map(({ length }) => length));
  for (const [category, { passed, failed }] of tally) {
    console.log(`${category.padEnd(width)}  ${passed} passed, ${failed} failed`);
  }
  const totals = [...tally.values()].reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed }));
  console.log(`${totals.passed} passed, ${totals.failed} failed`);
  return totals.failed === 0 ? 0 : 1;
}

process.exitCode = main(resolve(process.argv[2] ?? FIXTURES));
