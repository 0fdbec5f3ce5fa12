export * from './cache-store-contract';
export * from './test-entries';
