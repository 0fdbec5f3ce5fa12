import type { JobPayloads } from './job-payloads';

/** Every queue. A queue is worked by all workers; jobs of one queue share its order and its lock settings. */
export const QUEUE_NAMES = ['maintenance', 'evaluations', 'warmups'] as const;

/** One of {@link QUEUE_NAMES}. */
export type QueueName = (typeof QUEUE_NAMES)[number];

/** One of the keys of {@link JOBS}. */
export type JobName = keyof JobPayloads;

/** Every job and the queue it lives in. A name stands in Redis, so it is never reused for something else. */
export const JOBS = {
  'alert-webhook': { queue: 'maintenance' },
  'analytics-rollup': { queue: 'maintenance' },
  'cache-warmup': { queue: 'warmups' },
  retention: { queue: 'maintenance' },
  'provider-check': { queue: 'maintenance' },
  evaluation: { queue: 'evaluations' },
} as const satisfies Readonly<Record<JobName, { queue: QueueName }>>;

/** The names of all jobs. */
export const JOB_NAMES = Object.keys(JOBS) as JobName[];
