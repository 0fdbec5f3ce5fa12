import { JOB_NAMES, JOBS, type JobName, type QueueName } from '@app/queue';
import type { Job } from 'bull';

/** A method that carries `@Process`, in a class that carries `@Processor`. */
export interface FoundProcessor {
  queue: string;
  /** Undefined: the decorator names no job. */
  job: string | undefined;
  /** `Class.method`, for messages. */
  where: string;
  /** Jobs that it may do at once in one process. */
  concurrency: number;
  run: (job: Job) => Promise<unknown>;
}

/** A processor whose queue and job are known. */
export type JobProcessor = FoundProcessor & { queue: QueueName; job: JobName };

/**
 * Every job has exactly one processor, in the job's own queue, and every processor has a job. Throws an Error that lists in one
 * sentence each what is wrong; without it a job would wait for ever or be done by chance.
 */
export function assertOneProcessorEach(found: readonly FoundProcessor[]): asserts found is JobProcessor[] {
  const problems = [
    ...JOB_NAMES.map((job) => problemOfJob(job, found)),
    ...found.filter(({ job }) => !isJobName(job)).map(problemOfProcessor),
  ].filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

function problemOfJob(job: JobName, found: readonly FoundProcessor[]): string | undefined {
  const { queue } = JOBS[job];
  const own = found.filter((processor) => processor.job === job);
  const [first] = own;
  if (first === undefined) {
    return `The job ${job} has no processor: add a method with @Process('${job}') to a class with @Processor('${queue}').`;
  }
  const places = own.map(({ where }) => where).join(' and ');
  if (own.length > 1) return `The job ${job} has ${own.length} processors (${places}): keep one.`;
  if (first.queue === queue) return undefined;
  return `The job ${job} lives in the queue ${queue}, and its processor ${places} works ${first.queue}: name one queue.`;
}

function problemOfProcessor({ job, where }: FoundProcessor): string {
  return `The processor ${where} is for the job ${job ?? '(no name)'}, which libs/queue does not have: add it there or name another.`;
}

function isJobName(name: string | undefined): name is JobName {
  return JOB_NAMES.some((job) => job === name);
}
