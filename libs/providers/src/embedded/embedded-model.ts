import { OUT_OF_SCOPE } from '@app/contracts';
import type { GenerationRequest, InferenceEngine, ScopeRefusal } from '@app/embedded-model';
import { ChatModel, type ModelDescriptor, type ModelRequest, type StreamPart } from '@app/model';
import { InProcessCall } from '../in-process/in-process-call';
import { StopMatcher } from '../in-process/stop-matcher';
import { unsupportedParameter } from '../in-process/unsupported-parameter';
import { embeddedError, fromEngineError } from './embedded-error';
import { outOfScopeReply } from './out-of-scope-reply';

/** The conversation has more than one question, and the model saw the last one alone. */
const HISTORY_IGNORED = 'history_ignored';

/** Bounds of the embedded model. */
export interface EmbeddedModelLimits {
  /** A whole call, its wait in the queue and for the model to load included, milliseconds. Absent: no limit. */
  totalMs?: number;
  /** Why a question is none for the model, which declines it then without being asked. Absent, as its result: it is one. */
  refuses?: (question: string) => ScopeRefusal | undefined;
}

/**
 * The small model that is part of the product. It knows one question at a time: the last user message, without system
 * prompts (it cannot follow any) and without the turns before, which the warning `history_ignored` tells. A question that
 * it was not made for gets a reply that says so and why, and the warning `out_of_scope`. Replies are greedy unless the request
 * names a temperature. Tools, structured output and unknown parameters are refused by name.
 */
export class EmbeddedModel extends ChatModel {
  constructor(
    readonly descriptor: ModelDescriptor,
    private readonly engine: InferenceEngine,
    private readonly limits: EmbeddedModelLimits = {},
  ) {
    super();
  }

  async *respond(request: ModelRequest, signal: AbortSignal): AsyncGenerator<StreamPart, void, undefined> {
    this.refuseWhatIsMissing(request);
    const { provider } = this.descriptor;
    const { totalMs, refuses } = this.limits;
    const call = new InProcessCall({ provider, caller: signal, ...(totalMs === undefined ? {} : { totalMs }) });
    try {
      call.signal.throwIfAborted();
      const refusal = refuses?.(questionOf(request));
      if (refusal === undefined) yield* this.answer(request, call.signal);
      else yield* declined(request, refusal);
    } catch (error) {
      throw call.signal.aborted ? call.signal.reason : fromEngineError(error);
    } finally {
      call.release();
    }
  }

  /** Loads the model now rather than on the first request. Throws `provider_unavailable` with the reason. */
  async warmUp(): Promise<void> {
    try {
      await this.engine.warmUp();
    } catch (error) {
      throw fromEngineError(error);
    }
  }

  private async *answer(request: ModelRequest, signal: AbortSignal): AsyncGenerator<StreamPart, void, undefined> {
    const replying = this.engine.generate(this.generationOf(request), signal);
    const stop = new StopMatcher(request.stop ?? []);
    let outputTokens = 0;
    let logProbs: number[] = [];
    try {
      let next = await replying.next();
      if (asksAgain(request)) yield { type: 'warning', code: HISTORY_IGNORED };
      for (; next.done !== true && !stop.stopped; next = await replying.next()) {
        if (next.value.type === 'prompt')
          yield { type: 'usage', usage: { inputTokens: next.value.tokens, outputTokens } };
        else {
          outputTokens += next.value.tokens.length;
          yield { type: 'usage', usage: { outputTokens } };
          logProbs.push(...next.value.logProbs);
          const text = stop.push(next.value.text);
          if (text === '') continue;
          yield { type: 'text-delta', text, logProbs };
          logProbs = [];
        }
      }
      const end = next.done === true && !stop.stopped ? next.value : 'stop';
      if (end === 'too-long') yield* declined(request, { reason: 'too-long' });
      else {
        const rest = stop.end();
        if (rest !== '') yield { type: 'text-delta', text: rest, logProbs };
        yield { type: 'finish', reason: end };
      }
    } finally {
      // Whatever ended the loop, the thread is told; its answer is awaited by the engine.
      void replying.return('stop').catch(() => undefined);
    }
  }

  private generationOf(request: ModelRequest): GenerationRequest {
    const { replyForm, temperature, topP, seed, maxOutputTokens } = request;
    const limit = Math.min(maxOutputTokens ?? Infinity, this.descriptor.maxOutputTokens ?? Infinity);
    return {
      question: questionOf(request),
      form: replyForm === 'labelled-steps' ? 'steps' : 'answer',
      sampling: {
        temperature: temperature ?? 0,
        ...(topP === undefined ? {} : { topP }),
        ...(seed === undefined ? {} : { seed }),
      },
      ...(Number.isFinite(limit) ? { maxTokens: limit } : {}),
    };
  }

  private refuseWhatIsMissing(request: ModelRequest): void {
    const { effort } = request;
    if (effort !== undefined && effort !== 'none') {
      const message = `The model ${this.descriptor.id} has no reasoning of its own. Use the strategy cot.`;
      throw embeddedError('reasoning_unsupported', message, { param: 'effort' });
    }
    const param = unsupportedParameter(request);
    if (param === undefined) return;
    const message = 'The embedded demo model does not take this parameter. Leave it out, or set up a provider.';
    throw embeddedError('unsupported_parameter', message, { param });
  }
}

/** True when there were turns before the last question. */
function asksAgain({ messages }: ModelRequest): boolean {
  return messages.filter(({ role }) => role !== 'system').length > 1;
}

/** The last thing that the user said. */
function questionOf({ messages }: ModelRequest): string {
  return messages.findLast(({ role }) => role === 'user')?.content ?? '';
}

/** The reply to a question that the model was not made for, in the form that was asked for: without steps, as there are none. */
function* declined({ replyForm }: ModelRequest, refusal: ScopeRefusal): Generator<StreamPart> {
  yield { type: 'warning', code: OUT_OF_SCOPE };
  const reply = outOfScopeReply(refusal);
  yield { type: 'text-delta', text: replyForm === 'labelled-steps' ? `Final Answer: ${reply}` : reply };
  yield { type: 'usage', usage: { inputTokens: 0, outputTokens: 0 } };
  yield { type: 'finish', reason: 'stop' };
}
