import { MAX_SAMPLES, STRATEGY_NAMES, type StrategyName } from '@app/contracts';
import { DATASET_FORMATS, DEFAULT_RUN_LIMITS, type DatasetFormat, type RunLimits } from '@app/evaluation';
import type { EvalFlagName } from './eval-flags';
import { readFlags } from './read-flags';
import { UsageError } from './usage-error';

/** What `npm run eval` is asked to do. */
export interface EvalOptions {
  questionsFile: string;
  /** Undefined: told from the content. */
  format: DatasetFormat | undefined;
  /** Names as given, each once. */
  models: string[];
  strategies: StrategyName[];
  limit: number | undefined;
  seed: number;
  samples: number | undefined;
  limits: RunLimits;
  /** Name of the judge as given. Undefined: nobody judges. */
  judge: string | undefined;
  judgeLimit: number;
  /** The two runs to compare, as given, such as `direct:cot`. */
  compare: string | undefined;
  /** Undefined: the default folder. */
  outDir: string | undefined;
  resume: boolean;
  skipBadLines: boolean;
}

const DEFAULT_JUDGE_LIMIT = 50;
const MOST_SEED = 2 ** 32 - 1;

/** Reads the flags; undefined when the help is wanted. Throws {@link UsageError} that names the flag at fault. */
export function readEvalOptions(args: readonly string[]): EvalOptions | undefined {
  const flags = readFlags(args);
  if (flags.has('help')) return undefined;
  const questionsFile = flags.get('questions');
  if (questionsFile === undefined) throw new UsageError('--questions is missing: name the file with the questions.');
  const integer = (flag: EvalFlagName, low: number, high: number) => readInteger(flag, flags.get(flag), low, high);
  const [judge, compare] = [flags.get('judge'), flags.get('compare')];
  if (judge === undefined && (compare !== undefined || flags.has('judge-limit'))) {
    throw new UsageError(
      `--${compare === undefined ? 'judge-limit' : 'compare'} needs --judge MODEL: who is to judge.`,
    );
  }
  const { concurrency, timeoutMs, tries } = DEFAULT_RUN_LIMITS;
  return {
    questionsFile,
    format: oneOf('format', flags.get('format'), DATASET_FORMATS),
    models: listOf('models', flags.get('models') ?? 'auto'),
    strategies: listOf('strategies', flags.get('strategies') ?? 'direct,cot').map((name) =>
      known('strategies', name, STRATEGY_NAMES),
    ),
    limit: integer('limit', 1, 1_000_000),
    seed: integer('seed', 0, MOST_SEED) ?? 1,
    samples: integer('samples', 1, MAX_SAMPLES),
    limits: {
      concurrency: integer('concurrency', 1, 256) ?? concurrency,
      timeoutMs: (integer('timeout', 1, 86_400) ?? timeoutMs / 1000) * 1000,
      tries: integer('tries', 1, 100) ?? tries,
    },
    judge,
    judgeLimit: integer('judge-limit', 1, 100_000) ?? DEFAULT_JUDGE_LIMIT,
    compare,
    outDir: flags.get('out'),
    resume: flags.has('resume'),
    skipBadLines: flags.has('skip-bad-lines'),
  };
}

function readInteger(flag: EvalFlagName, text: string | undefined, low: number, high: number): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= low && value <= high) return value;
  throw new UsageError(`--${flag} must be a whole number from ${low} to ${high}.`);
}

function listOf(flag: EvalFlagName, text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) throw new UsageError(`--${flag} must hold names with single commas between them.`);
  return [...new Set(names)];
}

function oneOf<T extends string>(flag: EvalFlagName, text: string | undefined, choices: readonly T[]): T | undefined {
  return text === undefined ? undefined : known(flag, text, choices);
}

function known<T extends string>(flag: EvalFlagName, text: string, choices: readonly T[]): T {
  const choice = choices.find((candidate) => candidate === text);
  if (choice !== undefined) return choice;
  throw new UsageError(`--${flag} does not know ${JSON.stringify(text)}: it takes ${choices.join(', ')}.`);
}
