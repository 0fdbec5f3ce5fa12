import type { Clock } from '@app/kernel';
import type { ReplyHeaders } from './http-call';

const LONGEST_MS = 60 * 60 * 1000;
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * How long a provider asks us to wait, milliseconds, 0 to one hour (longer is cut). Reads `retry-after-ms`, `retry-after`
 * (seconds or an HTTP date; a past one is 0) and, without these, the `x-ratelimit-reset-*` of what is used up. Undefined
 * when none of them makes sense.
 */
export function retryAfterMs(headers: ReplyHeaders, clock: Clock): number | undefined {
  const waitMs =
    milliseconds(headers['retry-after-ms']) ??
    secondsOrDate(headers['retry-after'], clock) ??
    longestReset(headers, clock);
  return waitMs === undefined ? undefined : Math.min(Math.max(Math.ceil(waitMs), 0), LONGEST_MS);
}

function milliseconds(value: string | string[] | undefined): number | undefined {
  return typeof value === 'string' && /^\s*\d{1,15}(\.\d{1,6})?\s*$/.test(value) ? Number(value) : undefined;
}

function secondsOrDate(value: string | string[] | undefined, clock: Clock): number | undefined {
  const seconds = milliseconds(value);
  if (seconds !== undefined) return seconds * 1000;
  return typeof value === 'string' ? untilDate(value, clock) : undefined;
}

function untilDate(value: string, clock: Clock): number | undefined {
  // Date.parse makes a date of nearly anything ("-5", "soon 3"); only the two forms in use are let through.
  if (!/^[A-Z][a-z]{2,8}, |^\d{4}-\d\d-\d\dT/.test(value)) return undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : at - clock.now();
}

function longestReset(headers: ReplyHeaders, clock: Clock): number | undefined {
  let longest: number | undefined;
  for (const [name, value] of Object.entries(headers)) {
    const limit = /^(?:x-|anthropic-)ratelimit-(?:reset(-[a-z-]+)?|([a-z-]+)-reset)$/.exec(name);
    if (limit === null || typeof value !== 'string') continue;
    const subject = limit[1] ?? (limit[2] === undefined ? '' : `-${limit[2]}`);
    const remaining = headers[`x-ratelimit-remaining${subject}`] ?? headers[`anthropic-ratelimit${subject}-remaining`];
    if (remaining !== undefined && Number(remaining) > 0) continue;
    const waitMs = untilReset(value, clock);
    if (waitMs !== undefined && (longest === undefined || waitMs > longest)) longest = waitMs;
  }
  return longest;
}

/** `1s`, `6m0s`, `7.66s` and `20ms`; a date; bare numbers are epoch milliseconds, epoch seconds or seconds by their size. */
function untilReset(value: string, clock: Clock): number | undefined {
  const number = milliseconds(value);
  if (number !== undefined) {
    if (number > 1e11) return number - clock.now();
    return number > 1e8 ? number * 1000 - clock.now() : number * 1000;
  }
  if (!/^(?:\d{1,6}(?:\.\d{1,9})?(?:ms|[smhd]))+$/.test(value)) return untilDate(value, clock);
  let totalMs = 0;
  for (const [, amount, unit] of value.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g)) {
    totalMs += Number(amount) * (UNIT_MS[unit ?? ''] ?? 0);
  }
  return totalMs;
}
