export { MemoryIdempotencyStore } from './adapters/memory/memory-idempotency-store';
export { SqlIdempotencyStore } from './adapters/sql/sql-idempotency-store';
export * from './idempotency-store';
export { OutcomeSeal } from './outcome-seal';
