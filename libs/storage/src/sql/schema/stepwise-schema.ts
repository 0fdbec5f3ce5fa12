import { pgSchema } from 'drizzle-orm/pg-core';

/** The Postgres schema of all our tables, apart from whatever else lives in the database. */
export const stepwiseSchema = pgSchema('stepwise');
