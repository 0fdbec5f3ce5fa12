import { AppError } from '@app/kernel';
import { ManualClock } from '@app/testing';
import type { Budget } from './budget';
import { BudgetBook } from './budget-book';
import type { Budgets } from './budgets';

const budget = (name: string) => ({ name }) as Budget;

describe('BudgetBook', () => {
  let clock: ManualClock;
  let reads: number;
  let stored: Budget[];
  let isAway: boolean;
  let book: BudgetBook;

  beforeEach(() => {
    clock = new ManualClock();
    reads = 0;
    stored = [budget('a')];
    isAway = false;
    const list = () => {
      reads++;
      return isAway ? Promise.reject(new AppError('storage_unavailable', 'away')) : Promise.resolve(stored);
    };
    book = new BudgetBook({ list } as unknown as Budgets, clock);
  });

  it('reads once for calls at the same time, and not again while it is fresh', async () => {
    await Promise.all([book.of('org'), book.of('org'), book.of('org')]);
    clock.advance(1_900);
    expect(await book.of('org')).toEqual(stored);
    expect(reads).toBe(1);
  });

  it('gives a change within five seconds', async () => {
    await book.of('org');
    stored = [budget('b')];
    clock.advance(5_000);
    expect(await book.of('org')).toEqual([budget('b')]);
  });

  it('gives what was read last while the database is away, and asks it once a second', async () => {
    await book.of('org');
    isAway = true;
    clock.advance(60_000);
    for (let i = 0; i < 10; i++) expect(await book.of('org')).toEqual([budget('a')]);
    expect(reads).toBe(2);
    clock.advance(1_000);
    await book.of('org');
    expect(reads).toBe(3);
  });

  it('fails at once for a second when nothing was ever read, and recovers', async () => {
    isAway = true;
    for (let i = 0; i < 10; i++) await expect(book.of('org')).rejects.toMatchObject({ code: 'storage_unavailable' });
    expect(reads).toBe(1);
    isAway = false;
    clock.advance(1_000);
    expect(await book.of('org')).toEqual(stored);
  });

  it('reads anew what it was told to forget, also while it reads', async () => {
    const reading = book.of('org');
    book.forget('org');
    stored = [budget('b')];
    expect(await book.of('org')).toEqual([budget('b')]);
    await reading;
    expect(await book.of('org')).toEqual([budget('b')]);
  });
});
