import { QUEUE_NAMES, type QueueName } from '@app/queue';
import { AppError } from '@app/kernel';
import { Injectable } from '@nestjs/common';
import type { Job } from 'bull';
import type { FailedJobDto, QueueDto } from './dto/queue.dto';
import { JobQueues } from './job-queues';

const MOST_REASON = 200;

/** The jobs that were given up, and a second chance for them. They are kept for a week, at most 1,000 of a queue. */
@Injectable()
export class DeadLetters {
  constructor(private readonly queues: JobQueues) {}

  /** Every queue with its counts. */
  counts(): Promise<QueueDto[]> {
    return unlessAway(() =>
      Promise.all(
        QUEUE_NAMES.map(async (name) => {
          const { waiting, active, delayed, failed, completed } = await this.queues.queueOf(name).getJobCounts();
          return { name, waiting, active, delayed, failed, completed };
        }),
      ),
    );
  }

  /** The last given-up jobs of a queue, newest first. Throws `not_found`. */
  async failed(name: string, limit: number): Promise<FailedJobDto[]> {
    const queue = this.queues.queueOf(queueNamed(name));
    const jobs = await unlessAway(() => queue.getFailed(0, limit - 1));
    return jobs.map(toDto);
  }

  /** Has a given-up job done again. Throws `not_found`, and `conflict` for a job that was not given up. */
  async retry(name: string, id: string): Promise<FailedJobDto> {
    const queue = this.queues.queueOf(queueNamed(name));
    const job = await unlessAway<Job | null>(() => queue.getJob(id));
    if (job === null) throw new AppError('not_found', 'The queue has no job of this id.');
    if (!(await unlessAway(() => job.isFailed()))) {
      throw new AppError('conflict', 'The job was not given up: it waits, runs or is done.');
    }
    const shown = toDto(job); // a retry takes the reason away
    await unlessAway(() => job.retry());
    return shown;
  }
}

function queueNamed(name: string): QueueName {
  const known = QUEUE_NAMES.find((queue) => queue === name);
  if (known !== undefined) return known;
  throw new AppError('not_found', `There is no queue of this name; there are ${QUEUE_NAMES.join(', ')}.`);
}

function toDto({ id, name, attemptsMade, failedReason = '', timestamp, finishedOn }: Job): FailedJobDto {
  return {
    id: String(id),
    name,
    attempts: attemptsMade,
    reason: failedReason.slice(0, MOST_REASON),
    createdAt: timestamp,
    ...(finishedOn === undefined ? {} : { failedAt: finishedOn }),
  };
}

async function unlessAway<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    throw new AppError('storage_unavailable', 'The queues live in Redis, which does not answer; try again later.', {
      cause,
      retryable: true,
      retryAfterMs: 1_000,
    });
  }
}
