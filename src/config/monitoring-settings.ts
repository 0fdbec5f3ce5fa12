import { connectionUrl, flag, integer, seconds, secret, type AnySetting } from './setting';

/** Settings of analytics. */
export const ANALYTICS_SETTINGS = {
  ANALYTICS_ENABLED: flag('Whether turns are counted (docs/analytics.md).', true),
  ANALYTICS_KEEP_MINUTES: integer('How long sums by minute are kept, days.', 1, 90, 2),
  ANALYTICS_KEEP_HOURS: integer('How long sums by hour are kept, days.', 1, 3650, 90),
  ANALYTICS_KEEP_DAYS: integer('How long sums by day are kept, days.', 1, 36_500, 1100),
} as const satisfies Record<string, AnySetting>;

/** Settings of monitoring. */
export const MONITORING_SETTINGS = {
  MONITORING_ENABLED: flag('Whether metric events are put on the stream (docs/monitoring.md).', true),
  MONITORING_STREAM_LENGTH: integer('Most entries of the metric stream in Redis.', 1000, 10_000_000, 100_000),
  MONITORING_KEEP_SERIES: integer('How long the points of watched series are kept, days.', 1, 3650, 30),
  ANOMALY_DETECTION: flag('Whether series are watched for anomalies.', true),
  ANOMALY_INTERVAL: seconds('Time from one point of a watched series to the next, seconds.', 1, 3600, 60),
  ANOMALY_COOL_DOWN: seconds(
    'Time after an anomaly without another one of the same series, seconds.',
    1,
    604_800,
    3600,
  ),
  ALERT_WEBHOOK_URL: connectionUrl('Where anomalies are posted to. Not set: nowhere.', ['http', 'https']),
  ALERT_WEBHOOK_SECRET: secret(
    'Key of the signature of posted anomalies (docs/monitoring.md), at least 16 characters.',
  ),
} as const satisfies Record<string, AnySetting>;
