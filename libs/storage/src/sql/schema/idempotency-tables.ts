import { integer, jsonb, text, timestamp } from 'drizzle-orm/pg-core';
import { bytea } from './identity-tables';
import { stepwiseSchema } from './stepwise-schema';

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

/** What requests with an Idempotency-Key came to. */
export const idempotencyKeys = stepwiseSchema.table('idempotency_keys', {
  key: bytea('key').primaryKey(),
  organisationId: text('organisation_id').notNull(),
  userId: text('user_id').notNull(),
  fingerprint: bytea('fingerprint').notNull(),
  series: bytea('series').notNull(),
  token: bytea('token').notNull(),
  leaseUntil: moment('lease_until').notNull(),
  status: integer('status'),
  headers: jsonb('headers').$type<Record<string, string>>(),
  body: bytea('body'),
  expiresAt: moment('expires_at').notNull(),
});
