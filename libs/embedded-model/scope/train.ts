// Fits the scope gate and writes its table: node -r ./scripts/register-ts.cjs libs/embedded-model/scope/train.ts
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scopeFeatures } from '../src/scope/scope-features';
import { fitLogistic, type Example } from './fit-logistic';
import { questionsOf } from './read-questions';

const PENALTY = 1e-4;
/** Below one half: a question that is refused in error costs more than one that is tried in error. */
const THRESHOLD = 0.45;
/** Problems in other people's words count more than those of the generator, which are many and alike. */
const SETS: readonly { file: string; y: 0 | 1; weight: number }[] = [
  { file: 'in-scope-generated.txt', y: 1, weight: 0.35 },
  { file: 'in-scope-written.txt', y: 1, weight: 2 },
  { file: 'out-of-scope.txt', y: 0, weight: 1 },
];

const examples = SETS.flatMap(({ file, y, weight }) =>
  questionsOf(file).map((question): Example => ({ features: scopeFeatures(question), y, weight })),
);
const { bias, weights } = fitLogistic(examples, PENALTY);
const rows = Object.entries(weights).map(([name, weight]) => `    ${name}: ${weight},`);
const made = examples.filter(({ y }) => y === 1).length;
writeFileSync(
  join(__dirname, '../src/scope/scope-table.ts'),
  `// Written by scope/train.ts out of ${made} questions in scope and ${examples.length - made} out of it (scope/data). Do not edit.

/** The weights of the scope gate, by feature. */
export const SCOPE_TABLE = {
  /** Questions with at least this probability of being in scope are answered. */
  threshold: ${THRESHOLD},
  bias: ${bias},
  weights: {
${rows.join('\n')}
  },
} as const;
`,
);
