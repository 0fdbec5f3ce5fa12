import type { FinishReason } from '@app/contracts';
import { isJsonObject, type JsonObject } from '@app/kernel';
import { ModelError, type ModelErrorCode, type ModelUsage, type StreamPart } from '@app/model';
import { invalidResponse } from '../transport/transport-error';
import { ReasoningChannel } from './reasoning-channel';
import { countOf, defined, objectOf, objectsOf, textOf } from './wire-fields';
import type { WireDecoder } from './wire-decoder';

const FINISH_REASONS = new Map<string, FinishReason>([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['tool_use', 'tool_calls'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['guardrail_intervened', 'content_filter'],
  ['content_filtered', 'content_filter'],
]);

const FAILURES = new Map<string, ModelErrorCode>([
  ['throttlingException', 'provider_rate_limited'],
  ['serviceUnavailableException', 'provider_overloaded'],
  ['internalServerException', 'provider_unavailable'],
  ['modelStreamErrorException', 'provider_unavailable'],
  ['modelTimeoutException', 'provider_timeout'],
  ['validationException', 'provider_rejected'],
]);

/**
 * Replies of Bedrock's Converse and ConverseStream, events as the SDK gives them: one key per event. Reasoning has text,
 * a signature or redacted bytes, and its block has no start event. The counts follow the stop reason, so the finish is
 * given by `end`.
 */
export class BedrockDecoder implements WireDecoder {
  private readonly reasoning = new ReasoningChannel();
  private readonly toolIndexes = new Map<unknown, number>();
  private data: JsonObject = {};
  private reasoningBlock: unknown;
  private reason: FinishReason | undefined;
  private finishSent = false;

  /** `provider` names the provider in errors. */
  constructor(private readonly provider = 'bedrock') {}

  get finished(): boolean {
    return this.reason !== undefined;
  }

  push(event: unknown): StreamPart[] {
    const [name, value] = isJsonObject(event) ? (Object.entries(event)[0] ?? []) : [];
    if (name === undefined) throw invalidResponse(this.provider, 'sent an event that is not an object');
    const body = objectOf(value);
    const index = body['contentBlockIndex'];
    switch (name) {
      case 'contentBlockStart':
        return this.startCall(index, objectOf(objectOf(body['start'])['toolUse']));
      case 'contentBlockDelta':
        return this.readDelta(index, objectOf(body['delta']));
      case 'contentBlockStop':
        return this.endReasoning();
      case 'messageStop':
        this.reason = FINISH_REASONS.get(textOf(body['stopReason'])) ?? 'other';
        return [];
      case 'metadata':
        return usageParts(objectOf(body['usage']));
      default:
        this.throwFailure(name);
        return [];
    }
  }

  pushWhole(body: unknown): StreamPart[] {
    const message = objectOf(objectOf(objectOf(body)['output'])['message']);
    if (!Array.isArray(message['content'])) throw invalidResponse(this.provider, 'sent a reply without content');
    const { stopReason, usage } = objectOf(body);
    const parts = objectsOf(message['content']).flatMap((block, index) => this.readBlock(index, block));
    this.reason = FINISH_REASONS.get(textOf(stopReason)) ?? 'other';
    return [...parts, ...usageParts(objectOf(usage)), ...this.end()];
  }

  end(): StreamPart[] {
    const parts = this.reasoning.close();
    if (this.reason === undefined || this.finishSent) return parts;
    this.finishSent = true;
    return [...parts, { type: 'finish', reason: this.reason }];
  }

  private readBlock(index: number, block: JsonObject): StreamPart[] {
    const { toolUse, reasoningContent } = block;
    if (isJsonObject(toolUse)) {
      const input = { toolUse: { input: JSON.stringify(toolUse['input'] ?? {}) } };
      return [...this.startCall(index, toolUse), ...this.readDelta(index, input)];
    }
    if (!isJsonObject(reasoningContent)) return this.readDelta(index, block);
    // Whole replies wrap what the stream sends bare.
    const inner = reasoningContent['reasoningText'] ?? reasoningContent;
    return [...this.readDelta(index, { reasoningContent: inner }), ...this.endReasoning()];
  }

  private readDelta(index: unknown, delta: JsonObject): StreamPart[] {
    if (isJsonObject(delta['reasoningContent'])) return this.readReasoning(index, delta['reasoningContent']);
    const text = textOf(delta['text']);
    if (text !== '') return [...this.endReasoning(), { type: 'text-delta', text }];
    const argumentsText = textOf(objectOf(delta['toolUse'])['input']);
    const toolIndex = this.toolIndexes.get(index);
    if (argumentsText === '' || toolIndex === undefined) return [];
    return [{ type: 'tool-call-delta', index: toolIndex, argumentsText }];
  }

  private readReasoning(index: unknown, delta: JsonObject): StreamPart[] {
    const parts: StreamPart[] = [];
    if (!this.reasoning.isOpen || this.reasoningBlock !== index) {
      parts.push(...this.endReasoning(), ...this.reasoning.open());
      this.reasoningBlock = index;
      this.data = {};
    }
    const { text, signature, redactedContent } = delta;
    if (typeof text === 'string') this.data['text'] = textOf(this.data['text']) + text;
    if (typeof signature === 'string') this.data['signature'] = signature;
    if (redactedContent !== undefined) this.data['redactedContent'] = redactedContent;
    return [...parts, ...this.reasoning.append(textOf(text))];
  }

  private endReasoning(): StreamPart[] {
    return this.reasoning.close({
      redacted: this.reasoning.text === '',
      opaque: { format: 'bedrock', data: this.data },
    });
  }

  private startCall(index: unknown, call: JsonObject): StreamPart[] {
    const parts = this.endReasoning();
    if (typeof call['name'] !== 'string') return parts;
    const toolIndex = this.toolIndexes.size;
    this.toolIndexes.set(index, toolIndex);
    const id = textOf(call['toolUseId']) || `call_${toolIndex}`;
    return [...parts, { type: 'tool-call-delta', index: toolIndex, id, name: call['name'], argumentsText: '' }];
  }

  private throwFailure(event: string): void {
    const code = FAILURES.get(event);
    if (code === undefined) return;
    const message = `The provider ${this.provider} failed in the middle of its reply (${event}).`;
    throw new ModelError(code, message, { provider: this.provider, retryable: code !== 'provider_rejected' });
  }
}

function usageParts(usage: JsonObject): StreamPart[] {
  const input = countOf(usage['inputTokens']);
  const cachedInputTokens = countOf(usage['cacheReadInputTokens']);
  const cacheWriteTokens = countOf(usage['cacheWriteInputTokens']);
  const counts = defined<ModelUsage>({
    // The API counts the cached parts apart; ours is the whole prompt.
    inputTokens: input === undefined ? undefined : input + (cachedInputTokens ?? 0) + (cacheWriteTokens ?? 0),
    cachedInputTokens,
    cacheWriteTokens,
    outputTokens: countOf(usage['outputTokens']),
  });
  return Object.keys(counts).length === 0 ? [] : [{ type: 'usage', usage: counts }];
}
