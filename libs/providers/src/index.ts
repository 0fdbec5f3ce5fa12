export * from './catalogue/describe-providers';
export { findGgufFlaw } from './local/gguf-metadata';
export * from './model-registry';
export * from './pricing/cost-micro-usd';
export type { ProviderCheck } from './provider-check';
export { cannotStopReasoning, isEffortAdjusted } from './reasoning-plan';
export * from './providers-config';
export * from './wire/create-wire-decoder';
export * from './wire/wire-decoder';
