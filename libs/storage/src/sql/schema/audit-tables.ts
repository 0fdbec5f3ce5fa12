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
    facts: text('facts')
      .array()
      .notNull()
      .generatedAlwaysAs(sql`stepwise.audit_facts(entry)`),
  },
  (table) => [primaryKey({ columns: [table.organisationId, table.sequence] })],
);

/** What entries are searched by, as the indexes have it: taken from the entry by the database. */
export const auditFacts = {
  at: sql`(${auditEntries.facts}[1]::bigint)`,
  action: sql`(${auditEntries.facts}[2])`,
  result: sql`(${auditEntries.facts}[3])`,
  userId: sql`(${auditEntries.facts}[4])`,
  /** `type:id`. */
  target: sql`(${auditEntries.facts}[5])`,
} as const;

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
