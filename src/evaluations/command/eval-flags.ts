/** A flag of `npm run eval`. */
export interface EvalFlag {
  /** What its value is called in the help; absent: it takes none. */
  value?: string;
  description: string;
}

/** Every flag, in the order of the help. */
export const EVAL_FLAGS = {
  questions: { value: 'FILE', description: 'The questions: GSM8K, SVAMP, BIG-Bench-Hard or JSON lines. Required.' },
  format: { value: 'FORMAT', description: 'gsm8k, svamp, bbh or jsonl. Default: told from the content.' },
  models: { value: 'A,B', description: 'Ids or aliases of models. Default: auto.' },
  strategies: { value: 'A,B', description: 'Strategies to compare. Default: direct,cot.' },
  limit: { value: 'N', description: 'Ask N questions, drawn by the seed. Default: all.' },
  seed: { value: 'S', description: 'Decides what is drawn at random. Default: 1.' },
  samples: { value: 'K', description: 'Samples of self-consistency. Default: the configured number.' },
  concurrency: { value: 'N', description: 'Questions asked at a time. Default: 4.' },
  timeout: { value: 'SECONDS', description: 'Longest time of one try of a question. Default: 120.' },
  tries: { value: 'N', description: 'Most tries of a question whose errors may pass. Default: 3.' },
  judge: { value: 'MODEL', description: 'Let this model score the steps of every run.' },
  'judge-limit': { value: 'N', description: 'Most answers of each run that are judged. Default: 50.' },
  compare: { value: 'A:B', description: 'Let the judge compare two runs blind, such as direct:cot.' },
  out: { value: 'DIR', description: 'Folder of the results. Default: one under DATA_DIR that the plan decides.' },
  resume: { description: 'Go on with the results in that folder; its errors are asked again.' },
  'skip-bad-lines': { description: 'Leave lines out that hold no question, instead of stopping.' },
  help: { description: 'This text.' },
} as const satisfies Record<string, EvalFlag>;

/** The name of a flag without its dashes. */
export type EvalFlagName = keyof typeof EVAL_FLAGS;

/** The help of the command. */
export function evalHelp(): string {
  const flags = Object.entries<EvalFlag>(EVAL_FLAGS).map(([name, { value, description }]) => {
    const flag = `--${name}${value === undefined ? '' : ` ${value}`}`;
    return `  ${flag.padEnd(22)} ${description}`;
  });
  return [
    'Measures what reasoning strategies gain and cost on your own questions (docs/evaluation.md).',
    '',
    '  npm run eval -- --questions FILE [--models a,b] [--strategies direct,cot,self-consistency] [--limit N] …',
    '',
    ...flags,
    '',
    'Prints the tables and writes results.jsonl, report.json, report.md and report.html into the folder.',
    'Ctrl-C keeps what is done; the same command with --resume goes on.',
    '',
  ].join('\n');
}
