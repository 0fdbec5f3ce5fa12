import type { StreamPart } from '@app/model';

/** The wire formats that replies come in. */
export const WIRE_DIALECTS = [
  'openai-chat',
  'openai-responses',
  'anthropic',
  'mistral',
  'gemini',
  'cohere',
  'ollama',
  'bedrock',
] as const;

/** One of {@link WIRE_DIALECTS}. */
export type WireDialect = (typeof WIRE_DIALECTS)[number];

/**
 * Turns one reply of a provider into parts. One instance per reply; `pushWhole` for a reply that was not streamed,
 * or `push` for each event of a stream, then `end`. Both ways give the same texts, blocks, usage and finish.
 */
export interface WireDecoder {
  /** One event of a streamed reply, already parsed from JSON. Unknown events and fields are ignored. Throws `ModelError` for an event that reports a failure or that has an impossible shape. */
  push(event: unknown): StreamPart[];
  /** The whole body of a reply that was not streamed. */
  pushWhole(body: unknown): StreamPart[];
  /** Closes an open reasoning block. */
  end(): StreamPart[];
  /** True once the provider said that the reply ended. A stream that closes before is incomplete. */
  readonly finished: boolean;
}
