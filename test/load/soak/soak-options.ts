import { parseArgs } from 'node:util';
import { positive } from '../options';

/** What a soak was asked for. */
export interface SoakOptions {
  /** Requests of all kinds. */
  requests: number;
  /** Streams that are open all the time. */
  streams: number;
  minutes: number;
  /** File for the JSON report. */
  out: string | undefined;
}

/** What `--help` prints. */
export const USAGE = `npm run bench:soak -- [--requests 30000] [--streams 2000] [--minutes 30] [--out FILE]
  What the heap gains while requests of all kinds come, and while so many streams are open all the time.
`;

/** Reads the command line. Undefined: the usage was asked for. Throws with what is wrong with it. */
export function readOptions(args: readonly string[]): SoakOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      requests: { type: 'string', default: '30000' },
      streams: { type: 'string', default: '2000' },
      minutes: { type: 'string', default: '30' },
      out: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  return {
    requests: positive('requests', values.requests),
    streams: positive('streams', values.streams),
    minutes: positive('minutes', values.minutes),
    out: values.out,
  };
}
