import { parseArgs } from 'node:util';
import { positive, type RoundOptions } from '../options';

/** What a run of the benchmark of scale was asked for. */
export interface ScaleOptions extends RoundOptions {
  /** Users, conversations, usage records, audit entries and cached answers of the large product. */
  large: number;
  /** The same of the small one. */
  small: number;
  /** Clients of each load. */
  connections: number;
  /** File for the JSON report. */
  out: string | undefined;
}

/** What `--help` prints. */
export const USAGE = `npm run bench:scale -- [--large 1000000] [--small 1000] [--rounds 5] [--seconds 3] [--connections 16] [--out FILE]
  What a request costs where much is stored, against where little is: users, conversations, usage records, audit entries and cached answers.
  --out  writes the report as JSON
`;

/** Thousands: the rows of the user who asks are spread evenly over all. */
const STEP = 1_000;

/** Reads the command line. Undefined: the usage was asked for. Throws with what is wrong with it. */
export function readOptions(args: readonly string[]): ScaleOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      large: { type: 'string', default: '1000000' },
      small: { type: 'string', default: '1000' },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '3' },
      connections: { type: 'string', default: '16' },
      out: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  return {
    large: thousands('large', values.large),
    small: thousands('small', values.small),
    rounds: positive('rounds', values.rounds),
    seconds: positive('seconds', values.seconds),
    connections: positive('connections', values.connections),
    out: values.out,
  };
}

function thousands(name: string, text: string): number {
  const value = positive(name, text);
  if (value % STEP !== 0) throw new Error(`--${name} must be a multiple of ${STEP}, not ${text}.`);
  return value;
}
