import { sql } from 'drizzle-orm';
import { bigint, boolean, jsonb, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
import { bytea } from './identity-tables';
import { stepwiseSchema } from './stepwise-schema';

/** The audit trail: written by the function `append_audit` alone, never changed. */
export const auditEntries = stepwiseSchema.table(
  'audit_entries',
  {
    organisationId: text('organisation_id').notNull(),
    sequence: bigint('sequence', { mode: 'number' }).notNull(),
    previousHash: bytea('previous_hash').notNull(),
    hash: bytea('hash').notNull(),
    entry: text('entry').notNull(),
    at: bigint('at', { mode: 'number' })
      .notNull()
      .generatedAlwaysAs(sql`(entry::jsonb ->> 'at')::bigint`),
    action: text('action')
      .notNull()
      .generatedAlwaysAs(sql`entry::jsonb ->> 'action'`),
    result: text('result')
      .notNull()
      .generatedAlwaysAs(sql`entry::jsonb ->> 'result'`),
    userId: text('user_id').generatedAlwaysAs(sql`entry::jsonb #>> '{actor,userId}'`),
    target: text('target').generatedAlwaysAs(
      sql`(entry::jsonb #>> '{target,type}') || ':' || (entry::jsonb #>> '{target,id}')`,
    ),
  },
  (table) => [primaryKey({ columns: [table.organisationId, table.sequence] })],
);

/** The end of each organisation's chain. */
export const auditHeads = stepwiseSchema.table('audit_heads', {
  organisationId: text('organisation_id').primaryKey(),
  sequence: bigint('sequence', { mode: 'number' }).notNull(),
  hash: bytea('hash').notNull(),
});

/** Beginnings of chains that are in files now. */
export const auditArchives = stepwiseSchema.table(
  'audit_archives',
  {
    organisationId: text('organisation_id').notNull(),
    firstSequence: bigint('first_sequence', { mode: 'number' }).notNull(),
    lastSequence: bigint('last_sequence', { mode: 'number' }).notNull(),
    previousHash: bytea('previous_hash').notNull(),
    lastHash: bytea('last_hash').notNull(),
    file: text('file').notNull(),
    fileHash: bytea('file_hash').notNull(),
    archivedAt: timestamp('archived_at', { withTimezone: true, mode: 'date' }).notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.organisationId, table.lastSequence] })],
);

/** The settings that servers were last started with. */
export const knownSettings = stepwiseSchema.table('known_settings', {
  onlyRow: boolean('only_row').primaryKey().default(true),
  settings: jsonb('settings').$type<Readonly<Record<string, string>>>(),
});
