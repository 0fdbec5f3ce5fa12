/**
 * Everything that the audit trail tells of. The list is closed, so that whoever reads a trail knows all that can be in it;
 * docs/audit.md explains each. Add one in its group.
 */
export const AUDIT_ACTIONS = [
  'auth.login',
  'auth.logout',
  'auth.refuse',
  'organisation.create',
  'organisation.update',
  'organisation.disable',
  'user.create',
  'user.update',
  'user.disable',
  'user.enable',
  'key.create',
  'key.update',
  'key.rotate',
  'key.revoke',
  'session.revoke',
  'conversation.export',
  'conversation.import',
  'conversation.delete',
  'limits.reset',
  'cache.invalidate',
  'cache.warm',
  'budget.create',
  'budget.update',
  'budget.delete',
  'usage.export',
  'audit.export',
  'audit.archive',
  'privacy.export',
  'privacy.erase',
  'retention.apply',
  'configuration.change',
  'anomaly.decide',
  'chat.answer',
] as const;

/** One of {@link AUDIT_ACTIONS}. */
export type AuditAction = (typeof AUDIT_ACTIONS)[number];
