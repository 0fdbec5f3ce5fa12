export { AUDIT_ACTIONS, type AuditAction } from '@app/contracts';

/** Kinds of things that acts are done to. */
export const AUDIT_TARGETS = [
  'organisation',
  'user',
  'key',
  'session',
  'limits',
  'conversation',
  'cache',
  'budget',
  'usage',
  'audit',
  'retention',
  'route',
  'configuration',
  'anomaly',
  'chat',
] as const;

/** One of {@link AUDIT_TARGETS}. */
export type AuditTargetType = (typeof AUDIT_TARGETS)[number];

/** How an act ended: done; not allowed; or tried and failed. */
export const AUDIT_RESULTS = ['success', 'refused', 'failure'] as const;

/** One of {@link AUDIT_RESULTS}. */
export type AuditResult = (typeof AUDIT_RESULTS)[number];
