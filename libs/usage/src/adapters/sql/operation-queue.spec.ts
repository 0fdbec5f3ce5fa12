import { AppError } from '@app/kernel';
import type { LedgerOperation } from './ledger-operations';
import { OperationQueue } from './operation-queue';

const settle = (callId: string): LedgerOperation => ({
  type: 'settle',
  callId,
  settlement: {
    outcome: 'success',
    usage: {},
    costMicroUsd: 0,
    priceVersion: undefined,
    estimated: false,
    settledAt: 0,
  },
});
const idOf = (operation: LedgerOperation): string =>
  operation.type === 'settle' ? operation.callId : operation.call.id;
const away = () => new AppError('storage_unavailable', 'away');

describe('OperationQueue', () => {
  let batches: string[][];
  let failures: Error[];
  let dropped: number;
  let queue: OperationQueue;

  beforeEach(() => {
    batches = [];
    failures = [];
    dropped = 0;
    queue = new OperationQueue({
      write: (operations) => {
        const ids = operations.map(idOf);
        const failure = failures.shift() ?? (ids.includes('bad') ? new Error('refused') : undefined);
        if (failure !== undefined) return Promise.reject(failure);
        batches.push(ids);
        return Promise.resolve();
      },
      wait: () => Promise.resolve(),
      onDropped: (count) => (dropped += count),
    });
  });

  it('writes what one tick brings together, in order', async () => {
    await Promise.all([queue.push(settle('a')), queue.push(settle('b'))]);
    await queue.push(settle('c'));
    expect(batches).toEqual([['a', 'b'], ['c']]);
  });

  it('keeps everything, in order, while the database is away', async () => {
    failures = [away(), away(), away()];
    await Promise.all([queue.push(settle('a')), queue.push(settle('b'))]);
    expect(batches).toEqual([['a', 'b']]);
    expect(queue.length).toBe(0);
    expect(dropped).toBe(0);
  });

  it('gives up the one row that the database refuses, and no other', async () => {
    const results = await Promise.allSettled([
      queue.push(settle('a')),
      queue.push(settle('bad')),
      queue.push(settle('c')),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(batches).toEqual([['a'], ['c']]);
    expect(dropped).toBe(1);
  });

  it('tells when nothing waits', async () => {
    failures = [away()];
    const pushed = queue.push(settle('a'));
    await queue.whenIdle();
    await pushed;
    expect(batches).toEqual([['a']]);
  });
});
