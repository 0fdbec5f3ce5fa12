import type { JobName, JobPayloads } from '@app/queue';
import type { JobsConfig } from '../config/app-config';

/** A job that is done by the clock, once for all processes. */
export type RepeatedJob = {
  [Name in JobName]: {
    name: Name;
    payload: JobPayloads[Name];
    /** 0: never. */
    everyMs: number;
    /** Whether it is also done soon after the start of a process, and after Redis was away. */
    atStart: boolean;
  };
}[JobName];

const RETENTION_INTERVAL_MS = 86_400_000;
const ROLLUP_INTERVAL_MS = 60_000;

/** How many intervals a provider's state counts when no newer one comes. */
const VALID_INTERVALS = 3;

/** All repeated jobs, those that are switched off too: their schedule is taken away. */
export function repeatedJobs({ providerCheckIntervalMs, warmupIntervalMs }: JobsConfig): RepeatedJob[] {
  return [
    { name: 'analytics-rollup', payload: {}, everyMs: ROLLUP_INTERVAL_MS, atStart: true },
    { name: 'cache-warmup', payload: { warmupId: '' }, everyMs: warmupIntervalMs, atStart: true },
    { name: 'retention', payload: {}, everyMs: RETENTION_INTERVAL_MS, atStart: true },
    {
      name: 'provider-check',
      payload: { validForMs: VALID_INTERVALS * providerCheckIntervalMs },
      everyMs: providerCheckIntervalMs,
      atStart: true,
    },
  ];
}
