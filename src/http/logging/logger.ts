import { pino, type DestinationStream, type Logger } from 'pino';
import type { LogLevel } from '../http-options';
import { toSafeError } from './safe-error';

export type { Logger } from 'pino';

/** Names under which a secret could slip into a log line. The first guard is never to log such an object at all. */
const SECRET_NAMES = ['authorization', 'apiKey', 'api_key', 'x-api-key', 'password', 'token', 'cookie', 'set-cookie'];
const REDACTED_PATHS = SECRET_NAMES.flatMap((name) => [`["${name}"]`, `*["${name}"]`]);

/** Lines wait for each other up to this size or time, so that a busy server does not write once per request. */
const BUFFER_BYTES = 16_000;
const FLUSH_MS = 250;

/**
 * The program's logger: one JSON object a line, so that no value can forge a line or a terminal escape. An error goes
 * under `err` and is reduced to what is safe to keep. Writes to standard output unless told otherwise; what waits there
 * is written when the process exits, also after an uncaught error.
 */
export function createLogger(level: LogLevel, destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label: string) => ({ level: label }) },
      serializers: { err: (error: unknown) => toSafeError(error) },
      redact: { paths: REDACTED_PATHS, censor: '[redacted]' },
    },
    destination ?? pino.destination({ dest: 1, sync: false, minLength: BUFFER_BYTES, periodicFlush: FLUSH_MS }),
  );
}

/** The same logger without looking for secrets' names, which costs more than the line: for lines of fixed fields. */
export function withoutRedaction(logger: Logger): Logger {
  return logger.child({}, { redact: [] });
}
