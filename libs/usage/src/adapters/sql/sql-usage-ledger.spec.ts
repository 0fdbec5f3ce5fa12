import timers from 'node:timers/promises';
import { AppError } from '@app/kernel';
import type { SqlDatabase } from '@app/storage';
import { SqlUsageLedger } from './sql-usage-ledger';

const SETTLEMENT = {
  outcome: 'success',
  usage: {},
  costMicroUsd: 0,
  priceVersion: undefined,
  estimated: false,
  settledAt: 0,
} as const;

const DRAIN_MS = 51;

describe('SqlUsageLedger', () => {
  it('keeps no process alive for a database that is away, once a stop has waited for it', async () => {
    const waits = jest.spyOn(timers, 'setTimeout');
    let failure: Error = new AppError('storage_unavailable', 'away');
    const database = { writeApart: () => Promise.reject(failure) } as unknown as SqlDatabase;
    const ledger = new SqlUsageLedger(database);
    const settled = ledger.settle('a', SETTLEMENT);
    await ledger.drain(DRAIN_MS);
    expect(ledger.waiting).toBe(1);
    failure = new Error('closed');
    await expect(settled).rejects.toThrow('closed');

    const ofTheQueue = waits.mock.calls.filter(([ms]) => ms !== DRAIN_MS);
    expect(ofTheQueue.length).toBeGreaterThan(1);
    for (const [, , options] of ofTheQueue) expect(options).toEqual({ ref: false });
    waits.mockRestore();
  });
});
