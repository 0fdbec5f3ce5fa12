/** Payload of `provider-check`: asks each configured provider whether it answers. */
export interface ProviderCheckPayload {
  /** How long the result counts when no newer one comes, milliseconds; a whole number from 1. */
  validForMs: number;
}

/** Payload of `evaluation`: runs an evaluation that is stored, or goes on with it. */
export interface EvaluationPayload {
  /** Id of the stored evaluation. */
  evaluationId: string;
}

/** Payload of `alert-webhook`: tells the webhook of an anomaly. */
export interface AlertWebhookPayload {
  /** Id of the stored anomaly. */
  anomalyId: string;
}

/** Payload of `analytics-rollup`: copies what analytics counted to the database. Nothing to say. */
export type AnalyticsRollupPayload = Record<string, never>;

/** Payload of `cache-warmup`: asks questions so that their answers are stored, or goes on with it. */
export interface CacheWarmupPayload {
  /** Id of the stored warm-up; empty: the one by the clock. */
  warmupId: string;
}

/** Payload of `retention`: removes what is older than the settings say. Nothing to say. */
export type RetentionPayload = Record<string, never>;

/** What each job is given, by its name. Plain JSON: it waits in Redis and may be read by another version of the program. */
export interface JobPayloads {
  'alert-webhook': AlertWebhookPayload;
  'analytics-rollup': AnalyticsRollupPayload;
  'cache-warmup': CacheWarmupPayload;
  'provider-check': ProviderCheckPayload;
  retention: RetentionPayload;
  evaluation: EvaluationPayload;
}
