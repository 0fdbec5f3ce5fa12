import type { ChatResponse, FinishReason } from '@app/contracts';
import type { ToolCall } from '@app/model';
import type OpenAI from 'openai';
import type { TurnFinish } from '@app/turn';
import { reasoningTextOf, winningSteps } from './reasoning-text';

type Completion = OpenAI.Chat.Completions.ChatCompletion;
type Choice = OpenAI.Chat.Completions.ChatCompletion.Choice;
type OpenAiFinishReason = Choice['finish_reason'];

/** What our answers say beyond the OpenAI API, under the name `stepwise`. */
export type StepwiseExtension = Pick<
  ChatResponse,
  | 'provider'
  | 'strategy'
  | 'confidence'
  | 'confidenceSource'
  | 'reasoningSteps'
  | 'samples'
  | 'vote'
  | 'complete'
  | 'warnings'
  | 'cache'
  | 'timings'
> & { costMicroUsd?: number };

/** A completion with the reasoning beside the answer, where DeepSeek and vLLM put it too. */
export type CompletionWithReasoning = Omit<Completion, 'choices'> & {
  choices: (Omit<Choice, 'message'> & {
    message: Choice['message'] & { reasoning_content?: string };
  })[];
  stepwise: StepwiseExtension;
};

/** The OpenAI word for a finish reason; the API knows none for `other`. */
export function toOpenAiFinishReason(reason: FinishReason): OpenAiFinishReason {
  return reason === 'other' ? 'stop' : reason;
}

/** The OpenAI usage object, or undefined when the provider reported no token counts. */
export function toOpenAiUsage({ usage }: ChatResponse): OpenAI.CompletionUsage | undefined {
  const { inputTokens, outputTokens, reasoningTokens, cachedInputTokens } = usage;
  if (inputTokens === undefined || outputTokens === undefined) return undefined;
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    ...(cachedInputTokens === undefined ? {} : { prompt_tokens_details: { cached_tokens: cachedInputTokens } }),
    ...(reasoningTokens === undefined ? {} : { completion_tokens_details: { reasoning_tokens: reasoningTokens } }),
  };
}

/** Our own fields of an answer. */
export function toStepwiseExtension(response: ChatResponse): StepwiseExtension {
  const { provider, strategy, complete, warnings, cache, timings, usage } = response;
  const { confidence, confidenceSource, reasoningSteps, samples, vote } = response;
  return {
    provider,
    strategy,
    complete,
    warnings,
    cache,
    timings,
    ...(confidence === undefined || confidenceSource === undefined ? {} : { confidence, confidenceSource }),
    ...(usage.costMicroUsd === undefined ? {} : { costMicroUsd: usage.costMicroUsd }),
    ...(reasoningSteps === undefined ? {} : { reasoningSteps }),
    ...(samples === undefined ? {} : { samples }),
    ...(vote === undefined ? {} : { vote }),
  };
}

/** A tool call in the OpenAI shape. */
export function toOpenAiToolCall(call: ToolCall): OpenAI.Chat.Completions.ChatCompletionMessageFunctionToolCall {
  return { id: call.id, type: 'function', function: { name: call.name, arguments: call.arguments } };
}

/** The body of an answer that is not streamed. `createdAtMs` is epoch milliseconds. */
export function toCompletionBody({ response, toolCalls }: TurnFinish, createdAtMs: number): CompletionWithReasoning {
  const reasoning = reasoningTextOf(winningSteps(response));
  const usage = toOpenAiUsage(response);
  return {
    id: response.id,
    object: 'chat.completion',
    created: Math.floor(createdAtMs / 1000),
    model: response.model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: response.finalAnswer === '' && toolCalls.length > 0 ? null : response.finalAnswer,
          refusal: null,
          ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
          ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls.map(toOpenAiToolCall) }),
        },
        finish_reason: toOpenAiFinishReason(response.finishReason),
        logprobs: null,
      },
    ],
    ...(usage === undefined ? {} : { usage }),
    stepwise: toStepwiseExtension(response),
  };
}
