/** Durations by what took them, milliseconds. Absent ones are left out. */
export interface ServerTimings {
  overheadMs?: number;
  upstreamMs?: number;
  redisMs?: number;
}

/** The value of a `Server-Timing` header, such as `overhead;dur=1.25, upstream;dur=904`. Empty without durations. */
export function serverTiming({ overheadMs, upstreamMs, redisMs }: ServerTimings): string {
  return Object.entries({ overhead: overheadMs, upstream: upstreamMs, redis: redisMs })
    .filter((entry): entry is [string, number] => entry[1] !== undefined)
    .map(([name, ms]) => `${name};dur=${Math.round(ms * 100) / 100}`)
    .join(', ');
}
