import { AppError } from '@app/kernel';
import { JOBS, type JobName, type JobPayloads, type QueueName } from '@app/queue';
import { Logger } from '@nestjs/common';
import Bull, { type Job, type JobOptions, type Queue, type QueueOptions } from 'bull';
import type { QueueConnections } from './queue-connections';

/** The braces are a hash tag: a Cluster keeps all keys of the queues on one node, which Bull's scripts need. */
const PREFIX = 'sw:{queue}';
const LOCK_MS = 30_000;
/** A job whose worker was killed is found by the first check after the end of its lock: within a minute. */
const STALLED_CHECK_MS = 15_000;
const HOUR_S = 3600;
/** Jobs of one queue that may wait at once: some 10 MB in Redis. */
export const MOST_WAITING_JOBS = 10_000;
/** When a full queue is worth another try, milliseconds. */
const FULL_RETRY_MS = 60_000;
/** Longest time of one maintenance job, so that one that hangs does not keep the others from their turn, milliseconds. */
const MAINTENANCE_LIMIT_MS = 600_000;

const OPTIONS: QueueOptions = {
  prefix: PREFIX,
  settings: { lockDuration: LOCK_MS, stalledInterval: STALLED_CHECK_MS, maxStalledCount: 1 },
  defaultJobOptions: {
    removeOnComplete: { age: HOUR_S, count: 100 },
    removeOnFail: { age: 7 * 24 * HOUR_S, count: 1000 },
  },
};

/** The queues, made when first needed. The one place that knows Bull's settings. */
export class JobQueues {
  private readonly logger = new Logger('Jobs');
  private readonly queues = new Map<QueueName, Queue>();

  constructor(private readonly connections: QueueConnections) {}

  /** The same queue for the same name. */
  queueOf(name: QueueName): Queue {
    let queue = this.queues.get(name);
    if (queue === undefined) {
      queue = this.open(name);
      this.queues.set(name, queue);
    }
    return queue;
  }

  /**
   * Adds a job. With an id in `options.jobId`, a job of that id that is still there is left as it is and none is added. Rejects
   * when Redis does not answer within its time limit, and with `overloaded` when {@link MOST_WAITING_JOBS} wait already: without
   * workers the queue would fill Redis.
   */
  async add<Name extends JobName>(name: Name, payload: JobPayloads[Name], options: JobOptions = {}): Promise<void> {
    const queue = this.queueOf(JOBS[name].queue);
    if (options.repeat === undefined && (await queue.count()) >= MOST_WAITING_JOBS) {
      throw new AppError('overloaded', 'Too many jobs wait. Start workers, or try again later.', {
        retryable: true,
        retryAfterMs: FULL_RETRY_MS,
      });
    }
    await queue.add(name, payload, {
      ...(queue.name === 'maintenance' ? { timeout: MAINTENANCE_LIMIT_MS } : {}),
      ...options,
    });
  }

  /** Takes no new jobs and resolves when the running ones are over, or when `deadlineMs` have passed; then disconnects. */
  async close(deadlineMs: number): Promise<void> {
    const closed = Promise.allSettled([...this.queues.values()].map((queue) => queue.close()));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, deadlineMs)));
    await Promise.race([closed, late]);
    clearTimeout(timer);
    this.connections.close();
  }

  private open(name: QueueName): Queue {
    const queue = new Bull(name, {
      ...OPTIONS,
      createClient: this.connections.createClient,
      ...{ skipVersionCheck: true }, // it would connect at once
    });
    // Bull would name its connection, which has a name, and end the process when that fails during a stop.
    Object.assign(queue, { setWorkerName: () => Promise.resolve() });
    queue.on('failed', (job: Job, error: Error) => {
      this.logger.error(`The job ${job.name} (${job.id}) failed after ${job.attemptsMade} tries.`, error);
    });
    queue.on('stalled', (job: Job) => {
      this.logger.warn(`The job ${job.name} (${job.id}) was lost with its worker and runs again.`);
    });
    queue.on('error', (error: Error) => {
      // While Redis is away every command fails; that it is away has been said.
      if (this.connections.isReady) this.logger.warn(`The queue ${name} had an error (${error.name}) and goes on.`);
    });
    return queue;
  }
}
