import type { ErrorBody, ResolvedStrategyName } from '@app/contracts';
import { AppError } from '@app/kernel';
import type { SseFrame } from '../../http/sse/sse-frame';
import type { TurnEvent, TurnFinish } from '@app/turn';
import {
  toCompletionBody,
  type CompletionWithReasoning,
  toOpenAiFinishReason,
  toOpenAiToolCall,
  toOpenAiUsage,
  toStepwiseExtension,
} from './completion-body';
import type { TurnDialect } from '../turn-dialect';
import { ReasoningText, reasoningTextOf, winningSteps } from './reasoning-text';

/** The client holds reasoning as the answer by now; to go on would make it look right. */
const REASONING_WENT_OUT =
  'What was streamed as the answer was reasoning: the model writes it without an opening mark. Set reasoning.inlineText ' +
  'to "opened" for this model (docs/providers.md), or ask without stream.';

/** The names of fields that this API knows by two. */
export interface SentNames {
  effort: 'reasoning_effort' | 'reasoning.effort';
  maxOutputTokens: 'max_completion_tokens' | 'max_tokens';
}

const PARAM_NAMES = {
  topP: 'top_p',
  responseFormat: 'response_format',
  toolChoice: 'tool_choice',
  sessionId: 'X-Session-Id',
};

const DONE: SseFrame = { data: '[DONE]' };

/** The strategies whose answer may be sent as it grows. */
const LIVE_ANSWER: ReadonlySet<ResolvedStrategyName> = new Set(['direct', 'native']);

/**
 * Writes a turn as chunks of the OpenAI API. The API cannot take text back, so the answer of a prompted strategy, which
 * a later label may still replace, is held until it is final; reasoning goes out at once. It has one line of reasoning:
 * of samples that run side by side, only the steps of the winner go out, once the vote is over.
 */
export class OpenAiDialect implements TurnDialect {
  readonly name = 'openai';
  readonly paramNames: Readonly<Record<string, string>>;
  private readonly reasoning = new ReasoningText();
  /** Everything of a chunk before its choices, which is the same in all of them. */
  private head = '';
  private readonly tail: string;
  private holdsAnswer = false;
  private answerIsOut = false;

  constructor(
    private readonly createdAtMs: number,
    private readonly includeUsage: boolean,
    sent: SentNames = { effort: 'reasoning_effort', maxOutputTokens: 'max_completion_tokens' },
  ) {
    this.paramNames = { ...PARAM_NAMES, ...sent };
    this.tail = includeUsage ? ',"usage":null}' : '}';
  }

  frames(event: TurnEvent): SseFrame[] {
    switch (event.type) {
      case 'start':
        this.head = this.headOf(event.id, event.model);
        this.holdsAnswer = !LIVE_ANSWER.has(event.strategy);
        return [this.delta({ role: 'assistant', content: '' })];
      case 'answer-delta':
        if (this.holdsAnswer) return [];
        this.answerIsOut = true;
        return [this.delta({ content: event.text })];
      case 'retract':
        if (event.answer === true && this.answerIsOut) throw new AppError('invalid_request', REASONING_WENT_OUT);
        return [];
      case 'finish':
        return [...this.winnersReasoning(event), ...this.finish(event)];
      case 'branch-start':
      case 'branch-end':
      case 'vote':
        return [];
      default: {
        if (event.branch !== undefined) return [];
        const text = this.reasoning.add(event);
        return text === '' ? [] : [this.delta({ reasoning_content: text })];
      }
    }
  }

  /** No `[DONE]` follows, so that no client takes the answer for complete. */
  errorFrames(error: ErrorBody): SseFrame[] {
    return [{ data: JSON.stringify(error) }];
  }

  body(finish: TurnFinish): CompletionWithReasoning {
    return toCompletionBody(finish, this.createdAtMs);
  }

  private winnersReasoning({ response }: TurnFinish): SseFrame[] {
    const text = response.vote === undefined ? '' : reasoningTextOf(winningSteps(response));
    return text === '' ? [] : [this.delta({ reasoning_content: text })];
  }

  private finish({ response, toolCalls }: TurnFinish): SseFrame[] {
    const frames: SseFrame[] = [];
    if (this.holdsAnswer && response.finalAnswer !== '') frames.push(this.delta({ content: response.finalAnswer }));
    if (toolCalls.length > 0) {
      frames.push(this.delta({ tool_calls: toolCalls.map((call, index) => ({ index, ...toOpenAiToolCall(call) })) }));
    }
    const finishReason = toOpenAiFinishReason(response.finishReason);
    const last = [{ index: 0, delta: {}, finish_reason: finishReason }];
    frames.push(this.chunk(last, { ...this.noUsage(), stepwise: toStepwiseExtension(response) }));
    if (this.includeUsage) frames.push(this.chunk([], { usage: toOpenAiUsage(response) ?? null }));
    frames.push(DONE);
    return frames;
  }

  /** A chunk is made for each token: only what differs is encoded anew. */
  private delta(delta: object): SseFrame {
    const choice = `[{"index":0,"delta":${JSON.stringify(delta)},"finish_reason":null}]`;
    return { data: this.head + choice + this.tail };
  }

  private chunk(choices: object[], more: object): SseFrame {
    const { head } = this;
    const rest = JSON.stringify(more).slice(1, -1);
    return { data: `${head}${JSON.stringify(choices)}${rest === '' ? '' : `,${rest}`}}` };
  }

  private noUsage(): { usage?: null } {
    return this.includeUsage ? { usage: null } : {};
  }

  private headOf(id: string, model: string): string {
    const created = Math.floor(this.createdAtMs / 1000);
    const head = JSON.stringify({ id, object: 'chat.completion.chunk', created, model });
    return `${head.slice(0, -1)},"choices":`;
  }
}
