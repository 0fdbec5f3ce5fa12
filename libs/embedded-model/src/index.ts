export * from './shipped-model';
export * from './engine/engine-error';
export * from './engine/inference-engine';
export type { EnginePart } from './engine/thread-generation';
export type { EngineFacts } from './engine/inference-thread';
export type { ReplyForm } from './inference/prompt';
export type { GenerationEnd, GenerationRequest } from './inference/text-generator';
export type { SamplingOptions } from './sampling/token-sampler';
export type { TokenBatch } from './worker/messages';
