import type { AuditRecord } from '../../audit-entry';
import { AppendQueue } from './append-queue';

const recordOf = (id: string, organisationId = 'org_a'): AuditRecord => ({
  id,
  at: 0,
  organisationId,
  actor: { kind: 'system' },
  action: 'key.create',
  result: 'success',
});

describe('AppendQueue', () => {
  let batches: string[][];
  let pending: { resolve: () => void; reject: (error: Error) => void }[];
  let queue: AppendQueue;

  beforeEach(() => {
    batches = [];
    pending = [];
    queue = new AppendQueue((organisationId, records) => {
      batches.push([organisationId, ...records.map(({ id }) => id)]);
      return new Promise((resolve, reject) => pending.push({ resolve, reject }));
    });
  });

  /** Ends the oldest transaction and lets what follows from it happen. */
  const commit = async (error?: Error): Promise<void> => {
    const transaction = pending.shift();
    if (error === undefined) transaction?.resolve();
    else transaction?.reject(error);
    await new Promise((resolve) => setImmediate(resolve));
  };

  it('gives what comes during a transaction to the next one, each chain by itself', async () => {
    const first = queue.push(recordOf('1'));
    const other = queue.push(recordOf('x', 'org_b'));
    await new Promise((resolve) => setImmediate(resolve));
    const rest = [queue.push(recordOf('2')), queue.push(recordOf('3'))];
    expect(batches).toEqual([
      ['org_a', '1'],
      ['org_b', 'x'],
    ]);
    await commit();
    await commit();
    await commit();
    await Promise.all([first, other, ...rest]);
    expect(batches.at(-1)).toEqual(['org_a', '2', '3']);
    expect(queue.length).toBe(0);
  });

  it('fails those of one transaction together, and goes on', async () => {
    const failed = queue.push(recordOf('1'));
    const refusal = expect(failed).rejects.toThrow('no');
    await new Promise((resolve) => setImmediate(resolve));
    const next = queue.push(recordOf('2'));
    await commit(new Error('no'));
    await refusal;
    await commit();
    await next;
    expect(queue.length).toBe(0);
  });

  it('takes back what is not in a transaction yet', async () => {
    const first = queue.push(recordOf('1'));
    await new Promise((resolve) => setImmediate(resolve));
    const waiting = recordOf('2');
    void queue.push(waiting);
    queue.withdraw(waiting);
    await commit();
    await first;
    expect(batches).toEqual([['org_a', '1']]);
    expect(queue.length).toBe(0);
  });
});
