import { readJobPayload } from '@app/queue';
import { RedisConnectionLimit, type RedisConnectionOptions } from '@app/storage';
import { Redis } from 'ioredis';
import { JobQueues } from '../../src/jobs/job-queues';
import { QueueConnections } from '../../src/jobs/queue-connections';

/** What a job of the tests does, by the number it is given. */
export const DOES = { effect: 1, throws: 2, kills: 3, hangs: 4, blocks: 5 } as const;

/** How long the event loop of a worker stands still, milliseconds. */
const BLOCK_MS = 10_000;

/** Where a worker of the tests finds its queue, and the Redis that it writes down in what it has done. */
export interface WorkerOrder {
  redis: RedisConnectionOptions;
  ledgerUrl: string;
}

/** Works the maintenance queue as the product does. */
async function main({ redis, ledgerUrl }: WorkerOrder): Promise<void> {
  const queues = new JobQueues(new QueueConnections(redis, new RedisConnectionLimit(20)));
  const ledger = new Redis(ledgerUrl);
  await ledger.rpush('ledger', 'worker');
  await queues.queueOf('maintenance').process('provider-check', 1, async (job) => {
    const { validForMs: does } = readJobPayload('provider-check', job.data);
    await ledger.rpush('ledger', `began ${job.id}`);
    if (does === DOES.kills) process.kill(process.pid, 'SIGKILL');
    if (does === DOES.hangs) await new Promise(() => undefined);
    if (does === DOES.blocks) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BLOCK_MS);
    if (does === DOES.throws) throw new Error('poison');
    // An effect that happens once, however often the job runs.
    if ((await ledger.setnx(`effect:${job.id}`, '1')) === 1) await ledger.rpush('ledger', `did ${job.id}`);
  });
}

if (require.main === module) void main(JSON.parse(process.argv[2] ?? '') as WorkerOrder);
