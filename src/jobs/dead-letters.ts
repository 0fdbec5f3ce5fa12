import { QUEUE_NAMES, type QueueName } from '@app/queue';
import { AppError } from '@app/kernel';
import { Injectable } from '@nestjs/common';
import type { Job } from 'bull';
import { answered } from '../http/errors/answered';
import type { FailedJobDto, QueueDto } from './dto/queue.dto';
import { JobQueues } from './job-queues';

const MOST_REASON = 200;
const AWAY = 'The queues live in Redis, which does not answer; try again later.';

/** The jobs that were given up, and a second chance for them. They are kept for a week, at most 1,000 of a queue. */
@Injectable()
export class DeadLetters {
  constructor(private readonly queues: JobQueues) {}

  /** Every queue with its counts. */
  counts(): Promise<QueueDto[]> {
    return answered(
      Promise.all(
        QUEUE_NAMES.map(async (name) => {
          const { waiting, active, delayed, failed, completed } = await this.queues.queueOf(name).getJobCounts();
          return { name, waiting, active, delayed, failed, completed };
        }),
      ),
      AWAY,
    );
  }

  /** The last given-up jobs of a queue, newest first. Throws `not_found`. */
  async failed(name: string, limit: number): Promise<FailedJobDto[]> {
    const queue = this.queues.queueOf(queueNamed(name));
    const jobs = await answered(queue.getFailed(0, limit - 1), AWAY);
    return jobs.map(toDto);
  }

  /** Has a given-up job done again. Throws `not_found`, and `conflict` for a job that was not given up. */
  async retry(name: string, id: string): Promise<FailedJobDto> {
    const queue = this.queues.queueOf(queueNamed(name));
    const job = await answered<Job | null>(queue.getJob(id), AWAY);
    if (job === null) throw new AppError('not_found', 'The queue has no job of this id.');
    if (!(await answered(job.isFailed(), AWAY))) {
      throw new AppError('conflict', 'The job was not given up: it waits, runs or is done.');
    }
    const shown = toDto(job); // a retry takes the reason away
    await answered(job.retry(), AWAY);
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
