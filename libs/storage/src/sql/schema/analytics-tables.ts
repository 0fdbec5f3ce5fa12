import { bigint, jsonb, text, timestamp } from 'drizzle-orm/pg-core';
import { stepwiseSchema } from './stepwise-schema';

const count = (name: string) => bigint(name, { mode: 'number' }).notNull();

/** What turns came to by bucket and value; see the migration. */
export const analyticsBuckets = stepwiseSchema.table('analytics_buckets', {
  organisationId: text('organisation_id').notNull(),
  grain: text('grain').notNull(),
  dimension: text('dimension').notNull(),
  value: text('value').notNull(),
  start: timestamp('start', { withTimezone: true, mode: 'date' }).notNull(),
  generation: text('generation').notNull(),
  version: count('version'),
  requests: count('requests'),
  errors: count('errors'),
  cacheHits: count('cache_hits'),
  inputTokens: count('input_tokens'),
  outputTokens: count('output_tokens'),
  reasoningTokens: count('reasoning_tokens'),
  cachedInputTokens: count('cached_input_tokens'),
  costMicroUsd: count('cost_micro_usd'),
  savedMicroUsd: count('saved_micro_usd'),
  savedTokens: count('saved_tokens'),
  latencyMs: count('latency_ms'),
  firstTokenMs: count('first_token_ms'),
  latency: jsonb('latency').$type<Record<string, number>>(),
  firstToken: jsonb('first_token').$type<Record<string, number>>(),
});
