export * from './idempotency-store-contract';
