import { pino, type DestinationStream, type Logger } from 'pino';
import type { LogLevel } from '../http-options';
import { toSafeError } from './safe-error';

export type { Logger } from 'pino';

/** Names under which a secret could slip into a log line. The first guard is never to log such an object at all. */
const SECRET_NAMES = ['authorization', 'apiKey', 'api_key', 'x-api-key', 'password', 'token', 'cookie', 'set-cookie'];
const REDACTED_PATHS = SECRET_NAMES.flatMap((name) => [`["${name}"]`, `*["${name}"]`]);

/**
 * The program's logger: one JSON object a line, so that no value can forge a line or a terminal escape. An error goes
 * under `err` and is reduced to what is safe to keep. Writes to standard output unless told otherwise.
 */
export function createLogger(level: LogLevel, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: (error: unknown) => toSafeError(error) },
    redact: { paths: REDACTED_PATHS, censor: '[redacted]' },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
