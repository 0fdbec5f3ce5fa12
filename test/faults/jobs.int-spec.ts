import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { RedisConnectionLimit, type RedisConnectionOptions } from '@app/storage';
import type { Redis } from 'ioredis';
import { JobQueues, MOST_WAITING_JOBS } from '../../src/jobs/job-queues';
import { QueueConnections } from '../../src/jobs/queue-connections';
import { eventually } from '../integration/storage/store-fixture';
import { RedisProcess } from '../redis-servers/redis-process';
import { SentinelSet } from '../redis-servers/sentinel-set';
import { DOES, type WorkerOrder } from './job-worker';

jest.setTimeout(240_000);

/** A job whose worker was killed runs again within this, milliseconds (docs/operations.md). */
const RECOVERY_MS = 60_000;

/** How long no Sentinel answers, milliseconds. */
const SILENT_MS = Number(process.env['FAULT_SENTINEL_SILENT_MS'] ?? 5_000);

function queuesOf(redis: RedisConnectionOptions): JobQueues {
  return new JobQueues(new QueueConnections({ ...redis, timeoutMs: 5_000 }, new RedisConnectionLimit(20)));
}

describe('background jobs', () => {
  let server: RedisProcess;
  let direct: Redis;
  let queues: JobQueues;
  const workers: ChildProcess[] = [];

  beforeEach(async () => {
    server = await RedisProcess.start();
    direct = server.client();
    queues = queuesOf({ url: server.url });
  });
  afterEach(async () => {
    for (const worker of workers.splice(0)) worker.kill('SIGKILL');
    await queues.close(1_000);
    direct.disconnect();
    await server.remove();
  });

  const startWorker = (redis: RedisConnectionOptions = { url: server.url }): ChildProcess => {
    const order: WorkerOrder = { redis: { ...redis, timeoutMs: 5_000 }, ledgerUrl: server.url };
    const args = ['-r', './scripts/register-ts.cjs', join(__dirname, 'job-worker.ts'), JSON.stringify(order)];
    const worker = spawn(process.execPath, args, { stdio: 'ignore' });
    workers.push(worker);
    return worker;
  };
  const add = (jobId: string, does: number) => queues.add('provider-check', { validForMs: does }, { jobId });
  const ledger = () => direct.lrange('ledger', 0, -1);
  const untilLedger = (entry: string) =>
    eventually(async () => {
      if (!(await ledger()).includes(entry)) throw new Error('not yet');
    });
  const failed = async () => (await queues.queueOf('maintenance').getFailed()).map(({ id }) => id);

  it('F22 a worker killed in the middle: the job runs again once within the stated bound, its effect happens once', async () => {
    const first = startWorker();
    await add('hangs', DOES.hangs);
    await untilLedger('began hangs');
    first.kill('SIGKILL');
    await once(first, 'exit');
    await direct.hset('sw:{queue}:maintenance:hangs', 'data', JSON.stringify({ validForMs: DOES.effect }));
    const began = Date.now();
    startWorker();
    await untilLedger('did hangs');
    expect(Date.now() - began).toBeLessThan(RECOVERY_MS);
    expect((await ledger()).filter((entry) => entry === 'did hangs')).toHaveLength(1);
    expect((await ledger()).filter((entry) => entry === 'began hangs')).toHaveLength(2);
  });

  it('F23 poison: jobs that throw or that no version knows are put aside, and the queue goes on', async () => {
    startWorker();
    await add('throws', DOES.throws);
    await queues
      .queueOf('maintenance')
      .add('provider-check', { version: 99, text: 'x'.repeat(100_000) }, { jobId: 'old' });
    for (let i = 0; i < 20; i++) await add(`good-${i}`, DOES.effect);
    await untilLedger('did good-19');
    expect((await failed()).sort()).toEqual(['old', 'throws']);
    expect((await ledger()).filter((entry) => entry.startsWith('did'))).toHaveLength(20);
  });

  it('F23 poison that kills its worker: tried twice, then put aside, and the others are done', async () => {
    await add('kills', DOES.kills);
    for (let i = 0; i < 5; i++) await add(`good-${i}`, DOES.effect);
    const respawn = (): void => void startWorker().once('exit', () => (workers.length > 0 ? respawn() : undefined));
    respawn();
    await untilLedger('did good-4');
    await eventually(async () => expect(await failed()).toEqual(['kills']));
    expect((await ledger()).filter((entry) => entry === 'began kills').length).toBeLessThanOrEqual(2);
    expect((await ledger()).filter((entry) => entry.startsWith('did')).sort()).toHaveLength(5);
  });

  it('F13 demoted and promoted again: the workers go on', async () => {
    startWorker();
    await add('before', DOES.effect);
    await untilLedger('did before');
    await direct.replicaof('127.0.0.1', 1);
    await expect(add('meanwhile', DOES.effect)).rejects.toThrow(/READONLY|connection|timed out|closed|writeable/i);
    await direct.replicaof('NO', 'ONE');
    await eventually(() => add('after', DOES.effect));
    await untilLedger('did after');
  });

  it('F14 no Sentinel answers while the master dies: the workers go on with the new one', async () => {
    const set = await SentinelSet.start();
    const behind = queuesOf({ sentinel: set.address });
    const addBehind = (jobId: string) => behind.add('provider-check', { validForMs: DOES.effect }, { jobId });
    try {
      startWorker({ sentinel: set.address });
      await addBehind('before');
      await untilLedger('did before');
      const { master } = set;
      for (const sentinel of set.sentinels) await sentinel.kill();
      await master.kill();
      await delay(SILENT_MS);
      for (const sentinel of set.sentinels) await sentinel.startAgain();
      await eventually(() => expect(set.master.port).not.toBe(master.port));
      await eventually(() => addBehind('after'));
      await untilLedger('did after');
      const entries = await ledger();
      expect(entries.filter((entry) => entry === 'did before')).toHaveLength(1);
      expect(entries.filter((entry) => entry === 'did after')).toHaveLength(1);
    } finally {
      for (const worker of workers.splice(0)) worker.kill('SIGKILL');
      await behind.close(1_000);
      await set.remove();
    }
  });

  it('F24 a worker whose event loop stands still: nobody else does its job, and its effect happens once', async () => {
    startWorker();
    startWorker();
    await eventually(async () => expect((await ledger()).filter((entry) => entry === 'worker')).toHaveLength(2));
    await add('blocks', DOES.blocks);
    await untilLedger('did blocks');
    await add('next', DOES.effect);
    await untilLedger('did next');
    const entries = await ledger();
    expect(entries.filter((entry) => entry === 'began blocks')).toHaveLength(1);
    expect(entries.filter((entry) => entry === 'did blocks')).toHaveLength(1);
  });

  it('F25 backlog without workers: what waits is bounded, and more is refused with a time to come again', async () => {
    const pipeline = direct.pipeline();
    for (let i = 0; i < MOST_WAITING_JOBS; i++) pipeline.lpush('sw:{queue}:maintenance:wait', `fake-${i}`);
    await pipeline.exec();
    await expect(add('one-more', DOES.effect)).rejects.toMatchObject({ code: 'overloaded', retryAfterMs: 60_000 });
    expect(await direct.exists('sw:{queue}:maintenance:one-more')).toBe(0);
    await direct.rpop('sw:{queue}:maintenance:wait');
    await add('one-more', DOES.effect);
    expect(await direct.exists('sw:{queue}:maintenance:one-more')).toBe(1);
  });
});
