import type { SettingValues } from './settings';

const DAY_MS = 86_400_000;

/** How long what is kept, milliseconds; undefined: for ever. A class, so that it can be injected. */
export class RetentionConfig {
  readonly conversationsMs: number | undefined;
  readonly usageMs: number | undefined;
  readonly auditMs: number | undefined;

  constructor(values: RetentionConfig) {
    this.conversationsMs = values.conversationsMs;
    this.usageMs = values.usageMs;
    this.auditMs = values.auditMs;
  }
}

/** The settings of retention. */
export function retentionConfig(values: SettingValues): RetentionConfig {
  const days = (count: number): number | undefined => (count === 0 ? undefined : count * DAY_MS);
  return new RetentionConfig({
    conversationsMs: days(values.RETENTION_CONVERSATIONS),
    usageMs: days(values.RETENTION_USAGE),
    auditMs: days(values.RETENTION_AUDIT),
  });
}
