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
  let waits: number[];
  let queue: OperationQueue;

  beforeEach(() => {
    batches = [];
    failures = [];
    dropped = 0;
    waits = [];
    queue = new OperationQueue({
      write: (operations) => {
        const ids = operations.map(idOf);
        const failure = failures.shift() ?? (ids.includes('bad') ? new Error('refused') : undefined);
        if (failure !== undefined) return Promise.reject(failure);
        batches.push(ids);
        return Promise.resolve();
      },
      wait: (ms) => {
        waits.push(ms);
        return new Promise((resolve) => setImmediate(resolve));
      },
      onDropped: (count) => (dropped += count),
    });
  });

  it('writes what one tick brings together, in order', async () => {
    await Promise.all([queue.push(settle('a'), true), queue.push(settle('b'), true)]);
    await queue.push(settle('c'), true);
    expect(batches).toEqual([['a', 'b'], ['c']]);
  });

  it('gathers what nobody waits for, and does not where somebody does', async () => {
    const first = queue.push(settle('a'), false);
    await Promise.resolve();
    await Promise.all([first, queue.push(settle('b'), false)]);
    expect({ batches, waits }).toEqual({ batches: [['a', 'b']], waits: [20] });
    await Promise.all([queue.push(settle('c'), false), queue.push(settle('d'), true)]);
    expect({ batches, waits }).toEqual({
      batches: [
        ['a', 'b'],
        ['c', 'd'],
      ],
      waits: [20],
    });
  });

  it('gathers no longer when somebody waits', async () => {
    let isOver = false;
    setImmediate(() => (isOver = true)); // before that of the gathering
    void queue.push(settle('a'), false);
    await Promise.resolve();
    await queue.push(settle('b'), true);
    expect({ batches, isOver }).toEqual({ batches: [['a', 'b']], isOver: false });
  });

  it('keeps everything, in order, while the database is away', async () => {
    failures = [away(), away(), away()];
    await Promise.all([queue.push(settle('a'), true), queue.push(settle('b'), true)]);
    expect(batches).toEqual([['a', 'b']]);
    expect(queue.length).toBe(0);
    expect(dropped).toBe(0);
  });

  it('gives up the one row that the database refuses, and no other', async () => {
    const results = await Promise.allSettled([
      queue.push(settle('a'), true),
      queue.push(settle('bad'), true),
      queue.push(settle('c'), true),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(batches).toEqual([['a'], ['c']]);
    expect(dropped).toBe(1);
  });

  it('tells when nothing waits', async () => {
    failures = [away()];
    const pushed = queue.push(settle('a'), true);
    await queue.whenIdle();
    await pushed;
    expect(batches).toEqual([['a']]);
  });
});
