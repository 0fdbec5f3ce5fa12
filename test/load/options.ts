import { parseArgs } from 'node:util';

/** The parts of the benchmark. */
export const SUITE_NAMES = ['http', 'stream', 'cache', 'memory', 'embedded'] as const;

/** Name of a part. */
export type SuiteName = (typeof SUITE_NAMES)[number];

/** What every comparison of loads is asked for. */
export interface RoundOptions {
  rounds: number;
  /** Length of one load, seconds. */
  seconds: number;
}

/** What a run was asked for. */
export interface BenchOptions extends RoundOptions {
  suites: SuiteName[];
  /** Clients of the request loads. */
  connections: number;
  /** Whether the Portkey gateway is measured too. */
  peer: boolean;
  /** File for the JSON report. */
  out: string | undefined;
  /** Folder for a CPU profile of the product under load, instead of measurements. */
  profile: string | undefined;
}

/** What `--help` prints. */
export const USAGE = `npm run bench -- [SUITE...] [--rounds 5] [--seconds 3] [--connections 64] [--peer] [--out FILE] [--profile FOLDER]
  SUITE      ${SUITE_NAMES.join(', ')}; default: all
  --peer     measures the Portkey gateway too (installed into a temporary folder)
  --out      writes the report as JSON
  --profile  measures nothing: profiles the product under the loads of http, stream and cache and prints where its time goes
`;

/** Reads the command line. Undefined: the usage was asked for. Throws with what is wrong with it. */
export function readOptions(args: readonly string[]): BenchOptions | undefined {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '3' },
      connections: { type: 'string', default: '64' },
      peer: { type: 'boolean', default: false },
      out: { type: 'string' },
      profile: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const unknown = positionals.find((name) => !(SUITE_NAMES as readonly string[]).includes(name));
  if (unknown !== undefined)
    throw new Error(`There is no suite named ${unknown}; there are ${SUITE_NAMES.join(', ')}.`);
  return {
    suites: positionals.length === 0 ? [...SUITE_NAMES] : (positionals as SuiteName[]),
    rounds: positive('rounds', values.rounds),
    seconds: positive('seconds', values.seconds),
    connections: positive('connections', values.connections),
    peer: values.peer,
    out: values.out,
    profile: values.profile,
  };
}

/** An option's value. Throws when it is not above 0. */
export function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${name} must be a positive number, not ${text}.`);
  return value;
}
