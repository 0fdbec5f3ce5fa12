import type { ConfigProblem } from './config-error';
import type { SettingValues } from './settings';

const MIN_SECRET_LENGTH = 16;
const DAY_MS = 86_400_000;

/** What is measured and watched, and who is told. A class, so that it can be injected. */
export class MonitoringConfig {
  readonly enabled: boolean;
  /** Whether series are watched for anomalies, by one process of those that work the queues. */
  readonly watches: boolean;
  /** One point of each series, milliseconds. */
  readonly intervalMs: number;
  readonly coolDownMs: number;
  /** How long points of series are kept, milliseconds. */
  readonly keepMs: number;
  /** Most entries of the metric stream. */
  readonly streamLength: number;
  /** Who is told of anomalies. Undefined: only the log and the page. */
  readonly webhook: { readonly url: string; readonly secret: string } | undefined;

  constructor(values: MonitoringValues) {
    this.enabled = values.enabled;
    this.watches = values.watches;
    this.intervalMs = values.intervalMs;
    this.coolDownMs = values.coolDownMs;
    this.keepMs = values.keepMs;
    this.streamLength = values.streamLength;
    this.webhook = values.webhook;
  }

  /** The same, but without the watch when the condition does not hold. */
  watchingOnlyIf(condition: boolean): MonitoringConfig {
    return condition ? this : new MonitoringConfig(Object.assign({}, this, { watches: false }));
  }
}

type MonitoringValues = Omit<MonitoringConfig, 'watchingOnlyIf'>;

/** Adds what is wrong with the settings of monitoring taken together. */
export function checkMonitoring(values: SettingValues, problems: ConfigProblem[]): void {
  const { ALERT_WEBHOOK_URL: url, ALERT_WEBHOOK_SECRET: secret } = values;
  if (url !== undefined && (secret?.length ?? 0) < MIN_SECRET_LENGTH) {
    problems.push({
      variable: 'ALERT_WEBHOOK_SECRET',
      reason: `must be set to at least ${MIN_SECRET_LENGTH} characters with ALERT_WEBHOOK_URL: alerts are signed with it`,
    });
  }
}

/** Reads the settings of monitoring. */
export function monitoringConfig(values: SettingValues): MonitoringConfig {
  const { ALERT_WEBHOOK_URL: url, ALERT_WEBHOOK_SECRET: secret } = values;
  return new MonitoringConfig({
    enabled: values.MONITORING_ENABLED,
    watches: values.MONITORING_ENABLED && values.ANOMALY_DETECTION,
    intervalMs: values.ANOMALY_INTERVAL,
    coolDownMs: values.ANOMALY_COOL_DOWN,
    keepMs: values.MONITORING_KEEP_SERIES * DAY_MS,
    streamLength: values.MONITORING_STREAM_LENGTH,
    webhook: url === undefined || secret === undefined ? undefined : { url, secret },
  });
}
