import type { FinishReason } from '@app/contracts';
import { isJsonObject, type JsonObject } from '@app/kernel';
import type { ModelError, ModelUsage, StreamPart } from '@app/model';
import type { MessageDeltaUsage, StopReason } from '@anthropic-ai/sdk/resources/messages';
import { modelErrorOfEvent } from '../transport/reply-error';
import { invalidResponse } from '../transport/transport-error';
import { ReasoningChannel } from './reasoning-channel';
import { countOf, defined, objectOf, objectsOf, textOf } from './wire-fields';
import type { WireDecoder } from './wire-decoder';

const FINISH_REASONS = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  tool_use: 'tool_calls',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  refusal: 'content_filter',
  // A server tool paused a long turn; the caller would have to continue it.
  pause_turn: 'other',
} as const satisfies Record<StopReason, FinishReason>;

/** The block that is being received, grown to what the provider would have sent whole. */
interface OpenBlock {
  block: JsonObject;
  /** Ordinal of a tool call among the tool calls of this reply. */
  toolIndex?: number;
}

/**
 * Replies of the Messages API: thinking and redacted thinking with their signatures, text, tool calls, usage, stop reason.
 * A thinking block without text (the API's `display: "omitted"`) counts as withheld. Deltas of an unknown kind, pings
 * and blocks of server tools are passed over.
 */
export class AnthropicDecoder implements WireDecoder {
  private readonly reasoning = new ReasoningChannel();
  private readonly open = new Map<unknown, OpenBlock>();
  private usage: Partial<Record<keyof MessageDeltaUsage, unknown>> = {};
  private toolCalls = 0;
  private reason: FinishReason | undefined;
  private ended = false;
  private finishSent = false;

  /** `provider` names the provider in errors. */
  constructor(private readonly provider = 'anthropic') {}

  get finished(): boolean {
    return this.ended;
  }

  push(event: unknown): StreamPart[] {
    if (!isJsonObject(event)) throw this.impossible('an event that is not an object');
    switch (event['type']) {
      case 'message_start':
        return this.addUsage(objectOf(event['message'])['usage'], false);
      case 'content_block_start':
        return this.startBlock(event['index'], objectOf(event['content_block']));
      case 'content_block_delta':
        return this.growBlock(event['index'], objectOf(event['delta']));
      case 'content_block_stop':
        return this.endBlock(event['index']);
      case 'message_delta':
        this.stop(objectOf(event['delta'])['stop_reason']);
        return this.addUsage(event['usage'], true);
      case 'message_stop':
        this.ended = true;
        return this.end();
      case 'error':
        throw modelErrorOfEvent(this.provider, event);
      default:
        return [];
    }
  }

  pushWhole(body: unknown): StreamPart[] {
    if (!isJsonObject(body) || !Array.isArray(body['content'])) throw this.impossible('a reply without content');
    const parts = objectsOf(body['content']).flatMap((block, index) => [
      ...this.startBlock(index, block),
      ...this.endBlock(index),
    ]);
    this.stop(body['stop_reason']);
    return [...parts, ...this.addUsage(body['usage'], true), ...this.end()];
  }

  end(): StreamPart[] {
    const parts = this.reasoning.close();
    if (!this.ended || this.finishSent) return parts;
    this.finishSent = true;
    return [...parts, { type: 'finish', reason: this.reason ?? 'other' }];
  }

  private startBlock(index: unknown, start: JsonObject): StreamPart[] {
    const block = { ...start };
    switch (block['type']) {
      case 'thinking':
        this.open.set(index, { block });
        return [...this.reasoning.open(), ...this.reasoning.append(textOf(block['thinking']))];
      case 'redacted_thinking':
        this.open.set(index, { block });
        return this.reasoning.open();
      case 'text':
        return [...this.reasoning.close(), ...textParts(block['text'])];
      case 'tool_use': {
        const toolIndex = this.toolCalls++;
        this.open.set(index, { block, toolIndex });
        const input = isJsonObject(block['input']) && Object.keys(block['input']).length > 0;
        return [
          ...this.reasoning.close(),
          {
            type: 'tool-call-delta',
            index: toolIndex,
            id: textOf(block['id']),
            name: textOf(block['name']),
            argumentsText: input ? JSON.stringify(block['input']) : '',
          },
        ];
      }
      default:
        return [];
    }
  }

  private growBlock(index: unknown, delta: JsonObject): StreamPart[] {
    switch (delta['type']) {
      case 'text_delta':
        return textParts(delta['text']);
      case 'thinking_delta': {
        const block = this.open.get(index)?.block;
        if (block === undefined) throw this.impossible('thinking outside a block');
        block['thinking'] = textOf(block['thinking']) + textOf(delta['thinking']);
        return this.reasoning.append(textOf(delta['thinking']));
      }
      case 'signature_delta': {
        const block = this.open.get(index)?.block;
        if (block !== undefined) block['signature'] = textOf(delta['signature']);
        return [];
      }
      case 'input_json_delta': {
        const toolIndex = this.open.get(index)?.toolIndex;
        const argumentsText = textOf(delta['partial_json']);
        if (toolIndex === undefined || argumentsText === '') return [];
        return [{ type: 'tool-call-delta', index: toolIndex, argumentsText }];
      }
      default:
        return [];
    }
  }

  private endBlock(index: unknown): StreamPart[] {
    const block = this.open.get(index)?.block;
    this.open.delete(index);
    if (block?.['type'] !== 'thinking' && block?.['type'] !== 'redacted_thinking') return [];
    return this.reasoning.close({
      redacted: this.reasoning.text === '',
      opaque: { format: 'anthropic', data: block },
    });
  }

  private stop(reason: unknown): void {
    if (typeof reason !== 'string') return;
    this.ended = true;
    this.reason = reason in FINISH_REASONS ? FINISH_REASONS[reason as StopReason] : 'other';
  }

  /** Counts are totals so far. The first event's output count is a guess of the API, so it is not passed on. */
  private addUsage(usage: unknown, withOutput: boolean): StreamPart[] {
    if (!isJsonObject(usage)) return [];
    const known = Object.fromEntries(Object.entries(usage).filter(([, value]) => value !== null));
    this.usage = { ...this.usage, ...known };
    const total = modelUsage(this.usage, withOutput);
    return Object.keys(total).length === 0 ? [] : [{ type: 'usage', usage: total }];
  }

  private impossible(what: string): ModelError {
    return invalidResponse(this.provider, `sent ${what}`);
  }
}

function textParts(text: unknown): StreamPart[] {
  return typeof text === 'string' && text !== '' ? [{ type: 'text-delta', text }] : [];
}

function modelUsage(usage: Partial<Record<keyof MessageDeltaUsage, unknown>>, withOutput: boolean): ModelUsage {
  const input = countOf(usage.input_tokens);
  const cachedInputTokens = countOf(usage.cache_read_input_tokens);
  const cacheWriteTokens = countOf(usage.cache_creation_input_tokens);
  return defined<ModelUsage>({
    // The API counts the cached parts apart; ours is the whole prompt.
    inputTokens: input === undefined ? undefined : input + (cachedInputTokens ?? 0) + (cacheWriteTokens ?? 0),
    cachedInputTokens,
    cacheWriteTokens,
    outputTokens: withOutput ? countOf(usage.output_tokens) : undefined,
    reasoningTokens: withOutput ? countOf(objectOf(usage.output_tokens_details)['thinking_tokens']) : undefined,
  });
}
