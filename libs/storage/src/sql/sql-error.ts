import { AppError } from '@app/kernel';
import { DrizzleQueryError } from 'drizzle-orm';

/** SQLSTATE classes and codes (PostgreSQL, appendix A) by what can be done about them. */
const CONFLICTS = new Set(['40001', '40P01']);
const CONNECTION = /^(08...|57P0[123])$/;
/**
 * A statement or a lock took too long, the server has no room (connections, disk, memory), takes no writes, or lacks our tables
 * because nobody has migrated it yet.
 */
const OUTAGE = /^(57014|55P03|53...|58...|25006|42P01|3F000)$/;

/** What an outage is to somebody who reads the log, by its SQLSTATE. Any other: it does not answer. */
const REASONS: readonly [RegExp, string][] = [
  [/^53100$/, 'The database has no room left on its disk.'],
  [/^53200$/, 'The database has no memory left.'],
  [/^53/, 'The database takes no more connections.'],
  [/^58/, 'The disk of the database fails.'],
  [/^25006$/, 'The database takes no writes.'],
  [/^(42P01|3F000)$/, 'The database was not migrated yet.'],
];

const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
/** `pg` has no codes for these. */
const LOST = /^Connection terminated|^Client has encountered a connection error|^Client was closed/;
const TIMED_OUT = /^Query read timeout|^timeout exceeded when trying to connect|timeout expired$/;

/** The error that the database or the network gave, without what the query builder put around it (which quotes values). */
function sqlCause(error: unknown): unknown {
  return error instanceof DrizzleQueryError ? error.cause : error;
}

/** The SQLSTATE of an error of the server; undefined for any other. */
export function sqlState(error: unknown): string | undefined {
  const code = wordOf(error, 'code');
  return /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/** True when the server undid the transaction for the sake of another one: the same again may succeed. */
export function isConflict(error: unknown): boolean {
  return CONFLICTS.has(sqlState(error) ?? '');
}

/** True when the connection could not be made, or broke. */
export function isConnectionLoss(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== undefined) return CONNECTION.test(state);
  return NETWORK.has(wordOf(error, 'code')) || LOST.test(wordOf(error, 'message'));
}

/** The name of the constraint that a write broke by being there twice; undefined for any other error. */
export function brokenUnique(error: unknown): string | undefined {
  return sqlState(error) === '23505' ? wordOf(error, 'constraint') : undefined;
}

/** True when the database did not answer, or could not do what it can do at other times. */
export function isOutage(error: unknown): boolean {
  if (isConnectionLoss(error) || isConflict(error) || OUTAGE.test(sqlState(error) ?? '')) return true;
  return TIMED_OUT.test(wordOf(error, 'message'));
}

/** The error as callers get it: an outage as `storage_unavailable`, anything else as the database gave it. */
export function toStorageError(error: unknown): unknown {
  if (!isOutage(error)) return sqlCause(error);
  const state = sqlState(error) ?? '';
  const reason = REASONS.find(([states]) => states.test(state))?.[1] ?? 'The database does not answer.';
  return new AppError('storage_unavailable', reason, {
    cause: sqlCause(error),
    retryable: true,
    retryAfterMs: 1_000,
  });
}

/** A text that the driver put on its error; empty when there is none. */
function wordOf(error: unknown, field: 'code' | 'message' | 'constraint'): string {
  const cause = sqlCause(error);
  if (typeof cause !== 'object' || cause === null) return '';
  const word: unknown = (cause as Record<string, unknown>)[field];
  return typeof word === 'string' ? word : '';
}
