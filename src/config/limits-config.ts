import type { RateLaw } from '@app/limits';
import type { SessionRules } from '@app/sessions';
import type { LimitsConfig } from './app-config';
import type { ConfigProblem } from './config-error';
import type { SettingValues } from './settings';

/** Adds what is wrong with the settings of limits and sessions taken together. */
export function checkLimits(values: SettingValues, problems: ConfigProblem[]): void {
  if (values.RATE_LIMIT_BURST > values.RATE_LIMIT_REQUESTS) {
    problems.push({ variable: 'RATE_LIMIT_BURST', reason: 'must be at most RATE_LIMIT_REQUESTS' });
  }
  if (values.SESSION_MAX_AGE < values.SESSION_IDLE_TIMEOUT) {
    problems.push({ variable: 'SESSION_MAX_AGE', reason: 'must be at least SESSION_IDLE_TIMEOUT' });
  }
}

/** What requests are limited to. */
export function limitsConfig(values: SettingValues): LimitsConfig {
  const windowMs = values.RATE_LIMIT_WINDOW;
  const burst = values.RATE_LIMIT_BURST === 0 ? undefined : values.RATE_LIMIT_BURST;
  const law = (quota: number): RateLaw => ({ quota, windowMs, burst: Math.min(burst ?? quota, quota) });
  const requests = (own: number): RateLaw => law(own === 0 ? values.RATE_LIMIT_REQUESTS : own);
  const { AUTH_FAILURE_LIMIT: failures, RATE_LIMIT_TOKENS: tokens, RATE_LIMIT_ADDRESS_REQUESTS: ofAddress } = values;
  return {
    enabled: values.RATE_LIMIT_ENABLED,
    requests: {
      chat: requests(0),
      login: requests(0),
      read: requests(values.RATE_LIMIT_READ_REQUESTS),
      write: requests(values.RATE_LIMIT_WRITE_REQUESTS),
      admin: requests(values.RATE_LIMIT_ADMIN_REQUESTS),
    },
    burst,
    addressRequests: ofAddress === 0 ? undefined : law(ofAddress),
    tokens: tokens === 0 ? undefined : { quota: tokens, windowMs, burst: tokens },
    concurrency: values.RATE_LIMIT_CONCURRENCY === 0 ? undefined : values.RATE_LIMIT_CONCURRENCY,
    leastProcesses: values.RATE_LIMIT_REPLICAS,
    authFailures:
      failures === 0 ? undefined : { quota: failures, windowMs: values.AUTH_FAILURE_WINDOW, burst: failures },
  };
}

/** How many sessions a user may have, and how long they last. */
export function sessionsConfig(values: SettingValues): SessionRules {
  return {
    most: values.MAX_CONCURRENT_SESSIONS,
    policy: values.SESSION_POLICY,
    idleMs: values.SESSION_IDLE_TIMEOUT,
    maxAgeMs: values.SESSION_MAX_AGE,
  };
}
