import { text, timestamp } from 'drizzle-orm/pg-core';
import { bytea } from './identity-tables';
import { stepwiseSchema } from './stepwise-schema';

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

/** The providers' own reasoning, sealed. */
export const reasoningEntries = stepwiseSchema.table('reasoning_entries', {
  id: text('id').primaryKey(),
  organisationId: text('organisation_id').notNull(),
  userId: text('user_id').notNull(),
  provider: text('provider').notNull(),
  model: text('model').notNull(),
  blocks: bytea('blocks').notNull(),
  createdAt: moment('created_at').notNull(),
  expiresAt: moment('expires_at').notNull(),
});

/** The hashes that entries are found by. */
export const reasoningKeys = stepwiseSchema.table('reasoning_keys', {
  userId: text('user_id').notNull(),
  key: bytea('key').notNull(),
  entryId: text('entry_id').notNull(),
});
