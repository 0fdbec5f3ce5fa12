import type { Retention } from '@app/analytics';
import type { SettingValues } from './settings';

const DAY_MS = 86_400_000;

/** Whether turns are counted, and for how long the sums are kept. A class, so that it can be injected. */
export class AnalyticsConfig {
  constructor(
    readonly enabled: boolean,
    readonly retention: Retention,
  ) {}
}

/** Reads the settings of analytics. */
export function analyticsConfig(values: SettingValues): AnalyticsConfig {
  return new AnalyticsConfig(values.ANALYTICS_ENABLED, {
    minute: values.ANALYTICS_KEEP_MINUTES * DAY_MS,
    hour: values.ANALYTICS_KEEP_HOURS * DAY_MS,
    day: values.ANALYTICS_KEEP_DAYS * DAY_MS,
  });
}
