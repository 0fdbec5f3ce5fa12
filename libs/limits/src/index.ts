export * from './adapters/memory/memory-limit-store';
export * from './adapters/redis/process-register';
export * from './adapters/redis/redis-limit-store';
export {
  LimitStore,
  type Admission,
  type AdmissionRequest,
  type LeaseCheck,
  type LeaseName,
  type LimitState,
  type NamedRate,
  type RateCheck,
} from './limit-store';
export { shareOf, type RateLaw, type RateState } from './rate-law';
export * from './shared-limit-store';
