import { isError } from '../errors/is-error';
import { AppError } from '@app/kernel';

/** What the log tells about an error. Only words that this program wrote itself are kept. */
export interface SafeError {
  name: string;
  /** An {@link AppError}'s code, or a system error's, such as `ECONNREFUSED`. */
  code?: string;
  message?: string;
  /** The provider's HTTP status, where there was one. */
  upstreamStatus?: number;
  /** Where it was thrown: the frames alone. */
  stack?: string[];
  cause?: SafeError;
}

const BROKEN_PROGRAM = new Set(['TypeError', 'ReferenceError', 'RangeError']);
const MAX_CAUSES = 5;
const MAX_FRAMES = 12;
const MAX_MESSAGE = 300;

/**
 * Describes an error for the log. The messages of foreign errors are left out, because they quote what they could not
 * handle: JSON.parse its input, a provider's client the provider's reply, a database driver the row. Kept are our own
 * messages, those of the operating system, and those of a broken program (TypeError and its like).
 */
export function toSafeError(error: unknown, depth = 0): SafeError {
  if (!isError(error)) return { name: typeof error };
  const safe: SafeError = { name: error.name };
  if ('code' in error && typeof error.code === 'string') safe.code = error.code;
  if ('upstreamStatus' in error && typeof error.upstreamStatus === 'number') safe.upstreamStatus = error.upstreamStatus;
  if (hasOwnWords(error)) safe.message = error.message.slice(0, MAX_MESSAGE);
  const frames = framesOf(error);
  if (frames.length > 0) safe.stack = frames;
  if (error.cause !== undefined && depth < MAX_CAUSES) safe.cause = toSafeError(error.cause, depth + 1);
  return safe;
}

function hasOwnWords(error: Error): boolean {
  if (error instanceof AppError) return true;
  if ('syscall' in error) return true;
  return BROKEN_PROGRAM.has(error.name);
}

/** The message stands in the stack's first lines, so those go. An {@link AppError} is expected: it needs no frames. */
function framesOf(error: Error): string[] {
  if (error instanceof AppError && error.code !== 'internal_error') return [];
  return (error.stack ?? '')
    .replace(error.message, '')
    .split('\n')
    .filter((line) => /^ {4}at /.test(line))
    .slice(0, MAX_FRAMES)
    .map((line) => line.trim());
}
