import { doublePrecision, jsonb, text, timestamp } from 'drizzle-orm/pg-core';
import { stepwiseSchema } from './stepwise-schema';

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

/** One value of each watched series for each interval. */
export const metricPoints = stepwiseSchema.table('metric_points', {
  series: text('series').notNull(),
  start: moment('start').notNull(),
  value: doublePrecision('value').notNull(),
  parts: jsonb('parts').$type<Record<string, number>>().notNull(),
});

/** What was odd, and what somebody made of it. */
export const anomalies = stepwiseSchema.table('anomalies', {
  id: text('id').primaryKey(),
  series: text('series').notNull(),
  at: moment('at').notNull(),
  finding: jsonb('finding').$type<Record<string, unknown>>().notNull(),
  status: text('status').notNull(),
  note: text('note'),
  decidedBy: text('decided_by'),
  decidedAt: moment('decided_at'),
});
