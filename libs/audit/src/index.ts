export { MemoryAuditTrail } from './adapters/memory/memory-audit-trail';
export { SqlAuditLog } from './adapters/sql/sql-audit-log';
export * from './adapters/sql/sql-audit-trail';
export * from './audit-action';
export { AUDIT_DETAIL_NAMES, type AuditDetail, type AuditDetailName, type AuditDetails } from './audit-details';
export * from './audit-entry';
export * from './audit-log';
export * from './audit-trail';
export * from './chain';
