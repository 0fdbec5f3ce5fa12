export * from './cache-store-contract';
export * from './test-entries';
export * from './popular-questions-contract';
export * from './cross-user-hits';
