import { bigint, boolean, date, integer, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
import { stepwiseSchema } from './stepwise-schema';

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
const count = (name: string) => bigint(name, { mode: 'number' });

/** One row for each call of a model at a provider. */
export const usageCalls = stepwiseSchema.table('usage_calls', {
  id: text('id').primaryKey(),
  organisationId: text('organisation_id').notNull(),
  userId: text('user_id').notNull(),
  keyId: text('key_id'),
  turnId: text('turn_id').notNull(),
  requestId: text('request_id').notNull(),
  dialect: text('dialect').notNull(),
  strategy: text('strategy').notNull(),
  provider: text('provider').notNull(),
  model: text('model').notNull(),
  state: text('state').$type<'reserved' | 'settled'>().notNull().default('reserved'),
  outcome: text('outcome').$type<'success' | 'cancelled' | 'error' | 'lost'>(),
  errorCode: text('error_code'),
  reservedMicroUsd: count('reserved_micro_usd').notNull().default(0),
  lostMicroUsd: count('lost_micro_usd').notNull().default(0),
  lostInputTokens: integer('lost_input_tokens').notNull().default(0),
  costMicroUsd: count('cost_micro_usd'),
  priceVersion: text('price_version'),
  inputTokens: integer('input_tokens'),
  outputTokens: integer('output_tokens'),
  reasoningTokens: integer('reasoning_tokens'),
  cachedInputTokens: integer('cached_input_tokens'),
  cacheWriteTokens: integer('cache_write_tokens'),
  estimated: boolean('estimated').notNull().default(false),
  createdAt: moment('created_at').notNull(),
  settledAt: moment('settled_at'),
  leaseUntil: moment('lease_until').notNull(),
});

/** What may be spent, by whom, in which time. */
export const budgets = stepwiseSchema.table('budgets', {
  id: text('id').primaryKey(),
  organisationId: text('organisation_id').notNull(),
  name: text('name').notNull(),
  subjectType: text('subject_type').$type<'organisation' | 'user' | 'key'>().notNull(),
  subjectId: text('subject_id'),
  period: text('period').$type<'day' | 'month' | 'total'>().notNull(),
  limitMicroUsd: count('limit_micro_usd').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
  updatedAt: moment('updated_at').notNull().defaultNow(),
});

/** Sums by day of the calls that retention has removed. */
export const usageDays = stepwiseSchema.table(
  'usage_days',
  {
    organisationId: text('organisation_id').notNull(),
    day: date('day').notNull(),
    userId: text('user_id').notNull(),
    keyId: text('key_id').notNull().default(''),
    provider: text('provider').notNull(),
    model: text('model').notNull(),
    strategy: text('strategy').notNull(),
    calls: count('calls').notNull(),
    estimatedCalls: count('estimated_calls').notNull(),
    unpricedCalls: count('unpriced_calls').notNull(),
    inputTokens: count('input_tokens').notNull(),
    outputTokens: count('output_tokens').notNull(),
    reasoningTokens: count('reasoning_tokens').notNull(),
    cachedInputTokens: count('cached_input_tokens').notNull(),
    cacheWriteTokens: count('cache_write_tokens').notNull(),
    costMicroUsd: count('cost_micro_usd').notNull(),
    estimatedCostMicroUsd: count('estimated_cost_micro_usd').notNull(),
  },
  (table) => [
    primaryKey({
      columns: [
        table.organisationId,
        table.day,
        table.userId,
        table.keyId,
        table.provider,
        table.model,
        table.strategy,
      ],
    }),
  ],
);
