export * from './monitoring-tables';
export * from './analytics-tables';
export * from './audit-tables';
export * from './conversation-tables';
export * from './identity-tables';
export * from './usage-tables';
export * from './reasoning-tables';
export * from './idempotency-tables';
