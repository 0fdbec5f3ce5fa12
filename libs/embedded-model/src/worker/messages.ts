import type { GenerationEnd, GenerationRequest } from '../inference/text-generator';

/** What the worker is started with. */
export interface WorkerData {
  modelPath: string;
}

/** To the worker. One request at a time; a cancelled one is ended with reason `cancelled`. */
export type ToWorker = { type: 'generate'; id: number; request: GenerationRequest } | { type: 'cancel'; id: number };

/** Tokens that were generated since the last message. */
export interface TokenBatch {
  /** Text of the tokens; may be empty while a character is not whole. */
  text: string;
  tokens: number[];
  /** Natural log-probability of each token at temperature 1. */
  logProbs: number[];
}

/** What the worker tells about a generation. */
export type GenerationMessage =
  | { type: 'prompt'; id: number; tokens: number }
  | ({ type: 'tokens'; id: number } & TokenBatch)
  | { type: 'end'; id: number; reason: GenerationEnd | 'cancelled' };

/** From the worker. `failed` means that the model cannot be loaded. */
export type FromWorker =
  { type: 'ready'; contextLength: number; loadMs: number } | { type: 'failed'; message: string } | GenerationMessage;
