export { MemoryReasoningLedger } from './adapters/memory/memory-reasoning-ledger';
export { SqlReasoningLedger, type SqlLedgerParts } from './adapters/sql/sql-reasoning-ledger';
export * from './block-seal';
export * from './ledger-model';
export * from './message-keys';
export * from './reasoning-ledger';
