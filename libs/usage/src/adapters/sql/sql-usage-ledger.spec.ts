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

describe('SqlUsageLedger', () => {
  it('keeps no process alive for a database that is away, once a stop has waited for it', async () => {
    const holding = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    let failure: Error = new AppError('storage_unavailable', 'away');
    const database = { writeApart: () => Promise.reject(failure) } as unknown as SqlDatabase;
    const ledger = new SqlUsageLedger(database);
    const settled = ledger.settle('a', SETTLEMENT);
    await ledger.drain(50);
    const whileAway = { waiting: ledger.waiting, holding: holding() };
    failure = new Error('closed');
    await expect(settled).rejects.toThrow('closed');

    expect(whileAway).toEqual({ waiting: 1, holding: holding() });
  });
});
