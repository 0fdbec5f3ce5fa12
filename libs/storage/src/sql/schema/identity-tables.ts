import type { PrincipalLimits, Role, Scope } from '@app/kernel';
import { bigint, boolean, customType, jsonb, text, timestamp } from 'drizzle-orm/pg-core';
import { stepwiseSchema } from './stepwise-schema';

/** Bytes as they are. */
export const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

/** A moment, to the microsecond in the database and the millisecond here. */
const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

/** Tenants. Everything stored belongs to one. */
export const organisations = stepwiseSchema.table('organisations', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
  disabledAt: moment('disabled_at'),
});

/** People and programs that act. */
export const users = stepwiseSchema.table('users', {
  id: text('id').primaryKey(),
  organisationId: text('organisation_id').notNull(),
  name: text('name').notNull(),
  roles: text('roles').array().$type<Role[]>().notNull(),
  issuer: text('issuer'),
  subject: text('subject'),
  subjectHash: bytea('subject_hash'),
  rolesAt: moment('roles_at'),
  createdAt: moment('created_at').notNull().defaultNow(),
  disabledAt: moment('disabled_at'),
});

/** The keys of users, without their text. */
export const apiKeys = stepwiseSchema.table('api_keys', {
  id: text('id').primaryKey(),
  organisationId: text('organisation_id').notNull(),
  userId: text('user_id').notNull(),
  name: text('name').notNull(),
  prefix: text('prefix').notNull(),
  digest: bytea('digest').notNull(),
  scopes: text('scopes').array().$type<Scope[]>(),
  allowedModels: text('allowed_models').array(),
  limits: jsonb('limits').$type<PrincipalLimits>().notNull().default({}),
  createdAt: moment('created_at').notNull().defaultNow(),
  expiresAt: moment('expires_at'),
  revokedAt: moment('revoked_at'),
  lastUsedAt: moment('last_used_at'),
});

/** The one row that changes with every change of an identity. */
export const identityState = stepwiseSchema.table('identity_state', {
  onlyRow: boolean('only_row').primaryKey().default(true),
  version: bigint('version', { mode: 'number' }).notNull().default(0),
  keySecretCheck: bytea('key_secret_check'),
});

/** Who is logged in at the web page. */
export const webSessions = stepwiseSchema.table('web_sessions', {
  digest: bytea('digest').primaryKey(),
  credential: bytea('credential').notNull(),
  organisationId: text('organisation_id').notNull(),
  userId: text('user_id').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
  expiresAt: moment('expires_at').notNull(),
  endedAt: moment('ended_at'),
});
