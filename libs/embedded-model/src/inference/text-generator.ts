import { logProbability } from '../sampling/log-probability';
import { TokenSampler, type SamplingOptions } from '../sampling/token-sampler';
import { ScopeGate } from '../scope/scope-gate';
import type { ScopeGateTable } from '../scope/scope-gate-table';
import { TokenText } from '../tokenizer/token-text';
import type { LoadedModel } from './load-model';
import { promptTokens, type ReplyForm } from './prompt';
import { PromptReader, type ReadPrompt } from './prompt-reader';

/** Longer questions are not even tokenised: no problem of the model's kind has so many characters. */
const MAX_QUESTION_CHARACTERS = 4000;

/** What is asked of the model. */
export interface GenerationRequest {
  question: string;
  form: ReplyForm;
  sampling: SamplingOptions;
  /** Most tokens of the reply. Default: as many as the context has room for. */
  maxTokens?: number;
}

/**
 * Why a generation ended: the model was done, there was no room for more, or the question is not of the kind that the model
 * was made for, in which case nothing was generated.
 */
export type GenerationEnd = 'stop' | 'length' | 'out-of-scope';

/** What a generation tells: nothing yet, how long the prompt was, a token. */
export type GenerationStep =
  | { type: 'reading' }
  | { type: 'prompt'; tokens: number }
  | { type: 'token'; token: number; text: string; logProb: number };

/** Runs one generation after another on a loaded model. */
export class TextGenerator {
  private readonly reader: PromptReader;
  private readonly gate: ScopeGate | undefined;

  /** Without a table every question is answered. */
  constructor(
    private readonly model: LoadedModel,
    gateTable?: ScopeGateTable,
  ) {
    this.reader = new PromptReader(model.network);
    this.gate = gateTable === undefined ? undefined : new ScopeGate(gateTable);
  }

  /** Reads the question and generates the reply, a step each time it is asked; stopping to ask ends the work. */
  *generate(request: GenerationRequest): Generator<GenerationStep, GenerationEnd> {
    const { contextLength } = this.model.network.shape;
    const isLong = request.question.length > MAX_QUESTION_CHARACTERS;
    const tokens = isLong ? [] : promptTokens(this.model, request.question, request.form);
    if (isLong || tokens.length >= contextLength) {
      yield { type: 'prompt', tokens: 0 };
      return 'out-of-scope';
    }
    yield { type: 'prompt', tokens: tokens.length };
    const prompt = yield* this.read(tokens);
    if (this.gate !== undefined && !this.gate.admits(request.question, prompt.logProbs)) return 'out-of-scope';
    return yield* this.reply(prompt, request);
  }

  private *read(tokens: readonly number[]): Generator<GenerationStep, ReadPrompt> {
    const reading = this.reader.read(tokens);
    for (let step = reading.next(); ; step = reading.next()) {
      if (step.done === true) return step.value;
      yield { type: 'reading' };
    }
  }

  private *reply({ tokens }: ReadPrompt, request: GenerationRequest): Generator<GenerationStep, GenerationEnd> {
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
