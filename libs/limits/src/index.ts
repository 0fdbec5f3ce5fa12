export * from './adapters/memory/memory-limit-store';
export * from './adapters/redis/process-register';
export * from './adapters/redis/redis-limit-store';
export * from './limit-store';
export { shareOf, type RateLaw, type RateState } from './rate-law';
export * from './shared-limit-store';
