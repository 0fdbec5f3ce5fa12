import { logProbability } from '../sampling/log-probability';
import { TokenSampler, type SamplingOptions } from '../sampling/token-sampler';
import { TokenText } from '../tokenizer/token-text';
import type { LoadedModel } from './load-model';
import { promptTokens, type ReplyForm } from './prompt';
import { PromptReader } from './prompt-reader';

const MOST_CHARACTERS_OF_TOKEN = 20;

/** What is asked of the model. */
export interface GenerationRequest {
  question: string;
  form: ReplyForm;
  sampling: SamplingOptions;
  /** Most tokens of the reply. Default: as many as the context has room for. */
  maxTokens?: number;
}

/** Why a generation ended: the model was done, there was no room for more, or none even for the question. */
export type GenerationEnd = 'stop' | 'length' | 'too-long';

/** What a generation tells: nothing yet, how long the prompt was, a token. */
export type GenerationStep =
  | { type: 'reading' }
  | { type: 'prompt'; tokens: number }
  | { type: 'token'; token: number; text: string; logProb: number };

/** Runs one generation after another on a loaded model. */
export class TextGenerator {
  private readonly reader: PromptReader;

  constructor(private readonly model: LoadedModel) {
    this.reader = new PromptReader(model.network);
  }

  /** Reads the question and generates the reply, a step each time it is asked; stopping to ask ends the work. */
  *generate(request: GenerationRequest): Generator<GenerationStep, GenerationEnd> {
    const { contextLength } = this.model.network.shape;
    // A token has few characters: a text this long is not worth cutting into tokens.
    const isHuge = request.question.length > contextLength * MOST_CHARACTERS_OF_TOKEN;
    const tokens = isHuge ? [] : promptTokens(this.model, request.question, request.form);
    if (isHuge || tokens.length >= contextLength) return 'too-long';
    yield { type: 'prompt', tokens: tokens.length };
    for (const _ of this.reader.read(tokens)) yield { type: 'reading' };
    return yield* this.reply(tokens, request);
  }

  private *reply(tokens: readonly number[], request: GenerationRequest): Generator<GenerationStep, GenerationEnd> {
    const { network, tokenizer, vocabulary } = this.model;
    const { shape } = network;
    const isControl = new Set(vocabulary.controlIds.values());
    isControl.delete(vocabulary.endId);
    const sampler = new TokenSampler(request.sampling, shape.vocabulary, (token) => !isControl.has(token));
    const text = new TokenText(tokenizer);
    const room = shape.contextLength - tokens.length;
    const limit = Math.min(request.maxTokens ?? Infinity, room);
    let last = tokens[tokens.length - 1] as number;
    for (let count = 1; count <= limit; count++) {
      const logits = network.read([last], this.reader.cache);
      last = sampler.draw(logits);
      if (last === vocabulary.endId) return 'stop';
      const logProb = logProbability(logits, last);
      const end = count === limit ? text.end.bind(text) : undefined;
      yield { type: 'token', token: last, text: text.push(last) + (end?.() ?? ''), logProb };
    }
    return 'length';
  }
}
