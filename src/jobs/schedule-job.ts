import { JOBS } from '@app/queue';
import type { JobQueues } from './job-queues';
import type { RepeatedJob } from './repeated-jobs';

/** So that a server that has just started answers first. */
const START_DELAY_MS = 1_000;

/**
 * Makes the schedule in Redis the one that is wanted: a schedule of another interval goes, the same one stays, so every process may
 * do this as often as it likes. Rejects when Redis does not answer.
 */
export async function scheduleJob(queues: JobQueues, { name, payload, everyMs, atStart }: RepeatedJob): Promise<void> {
  const queue = queues.queueOf(JOBS[name].queue);
  for (const existing of await queue.getRepeatableJobs()) {
    if (existing.name === name && existing.every !== everyMs) await queue.removeRepeatableByKey(existing.key);
  }
  if (everyMs === 0) return;
  await queues.add(name, payload, { repeat: { every: everyMs } });
  if (!atStart) return;
  // One id for all processes: those that start together share one. It goes when it is done, so the next start has its own.
  const once = { jobId: `${name}-at-start`, removeOnComplete: true, removeOnFail: true };
  await queues.add(name, payload, { ...once, delay: START_DELAY_MS });
}
