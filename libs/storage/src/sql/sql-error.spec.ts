import { AppError } from '@app/kernel';
import { DrizzleQueryError } from 'drizzle-orm';
import { brokenUnique, isConflict, isConnectionLoss, isOutage, sqlState, toStorageError } from './sql-error';

const withCode = (code: string, more: object = {}): Error =>
  Object.assign(new Error('quotes a secret'), { code, ...more });
const wrapped = (cause: Error): Error => new DrizzleQueryError('SELECT $1', ['a secret'], cause);

describe('errors of the database', () => {
  it.each(['40001', '40P01'])('with state %s are conflicts, also inside the query builder’s', (code) => {
    expect(isConflict(withCode(code))).toBe(true);
    expect(isConflict(wrapped(withCode(code)))).toBe(true);
    expect(isConnectionLoss(withCode(code))).toBe(false);
  });

  it.each(['08006', '57P01', 'ECONNREFUSED', 'ECONNRESET'])('with code %s mean that the connection is lost', (code) => {
    expect(isConnectionLoss(wrapped(withCode(code)))).toBe(true);
  });

  it('of the driver without a code are known by its words', () => {
    expect(isConnectionLoss(new Error('Connection terminated unexpectedly'))).toBe(true);
    expect(isConnectionLoss(new Error('Query read timeout'))).toBe(false);
    expect(isOutage(new Error('Query read timeout'))).toBe(true);
    expect(isOutage(new Error('timeout exceeded when trying to connect'))).toBe(true);
  });

  it.each(['57014', '55P03', '53100', '53300', '25006', '42P01'])('with state %s are outages and no more', (code) => {
    expect(isOutage(withCode(code))).toBe(true);
    expect(isConnectionLoss(withCode(code)) || isConflict(withCode(code))).toBe(false);
  });

  it.each(['23505', '23503', '42601', '22P02'])('with state %s are no outages', (code) => {
    expect(isOutage(withCode(code))).toBe(false);
  });

  it('name the constraint that a second row breaks', () => {
    expect(brokenUnique(wrapped(withCode('23505', { constraint: 'users_subject' })))).toBe('users_subject');
    expect(brokenUnique(withCode('23503', { constraint: 'users_subject' }))).toBeUndefined();
  });

  it('have no state when they come from elsewhere', () => {
    expect(sqlState(new Error('no'))).toBeUndefined();
    expect(sqlState(withCode('ECONNRESET'))).toBeUndefined();
    expect(sqlState('40001')).toBeUndefined();
  });

  it('become storage_unavailable when they are outages', () => {
    const cause = withCode('57P01');
    const error = toStorageError(wrapped(cause)) as AppError;
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: 'storage_unavailable', retryable: true, cause });
  });

  it.each([
    ['53100', 'The database has no room left on its disk.'],
    ['53200', 'The database has no memory left.'],
    ['53300', 'The database takes no more connections.'],
    ['58030', 'The disk of the database fails.'],
    ['25006', 'The database takes no writes.'],
    ['42P01', 'The database was not migrated yet.'],
    ['57014', 'The database does not answer.'],
    ['ECONNREFUSED', 'The database does not answer.'],
  ])('say what is wrong: %s', (code, message) => {
    expect(toStorageError(wrapped(withCode(code)))).toMatchObject({ code: 'storage_unavailable', message });
  });

  it('lose what the query builder says about values otherwise', () => {
    const cause = withCode('23505');
    expect(toStorageError(wrapped(cause))).toBe(cause);
    const other = new AppError('conflict', 'Twice.');
    expect(toStorageError(other)).toBe(other);
  });
});
