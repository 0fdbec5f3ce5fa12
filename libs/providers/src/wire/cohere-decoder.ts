import type { FinishReason } from '@app/contracts';
import { isJsonObject, type JsonObject } from '@app/kernel';
import { ModelError, type ModelUsage, type StreamPart } from '@app/model';
import { invalidResponse } from '../transport/transport-error';
import { ReasoningChannel } from './reasoning-channel';
import { countOf, defined, objectOf, objectsOf, textOf } from './wire-fields';
import type { WireDecoder } from './wire-decoder';

const FINISH_REASONS = new Map<string, FinishReason>([
  ['COMPLETE', 'stop'],
  ['STOP_SEQUENCE', 'stop'],
  ['MAX_TOKENS', 'length'],
  ['TOOL_CALL', 'tool_calls'],
  ['ERROR_TOXIC', 'content_filter'],
]);

/** Replies of Cohere's Chat API v2: thinking is a content item with a plain string; a plan before tools is reasoning too. */
export class CohereDecoder implements WireDecoder {
  private readonly reasoning = new ReasoningChannel();
  private toolCalls = 0;
  private reason: FinishReason | undefined;
  private finishSent = false;

  /** `provider` names the provider in errors. */
  constructor(private readonly provider = 'cohere') {}

  get finished(): boolean {
    return this.reason !== undefined;
  }

  push(event: unknown): StreamPart[] {
    if (!isJsonObject(event)) throw invalidResponse(this.provider, 'sent an event that is not an object');
    const delta = objectOf(event['delta']);
    const message = objectOf(delta['message']);
    switch (event['type']) {
      case 'content-start':
        return [...this.endThinking(), ...this.readContent(objectOf(message['content']))];
      case 'content-delta':
        return this.readContent(objectOf(message['content']));
      case 'content-end':
        return this.endThinking();
      case 'tool-plan-delta':
        return this.reasoning.append(textOf(message['tool_plan']));
      case 'tool-call-start':
        return [...this.endThinking(), this.startCall(objectOf(message['tool_calls']))];
      case 'tool-call-delta':
        return this.growCall(objectOf(message['tool_calls']));
      case 'message-end':
        return this.finish(delta['finish_reason'], objectOf(delta['usage']));
      default:
        return [];
    }
  }

  pushWhole(body: unknown): StreamPart[] {
    if (!isJsonObject(body) || !isJsonObject(body['message'])) {
      throw invalidResponse(this.provider, 'sent a reply without a message');
    }
    const { content, tool_plan: plan, tool_calls: calls } = body['message'];
    const items = typeof content === 'string' ? [{ text: content }] : objectsOf(content);
    return [
      ...this.reasoning.append(textOf(plan)),
      ...this.endThinking(),
      ...items.flatMap((item) => [...this.readContent(item), ...this.endThinking()]),
      ...objectsOf(calls).map((call) => this.startCall(call)),
      ...this.finish(body['finish_reason'], objectOf(body['usage'])),
      ...this.end(),
    ];
  }

  end(): StreamPart[] {
    const parts = this.endThinking();
    if (this.reason === undefined || this.finishSent) return parts;
    this.finishSent = true;
    return [...parts, { type: 'finish', reason: this.reason }];
  }

  private readContent(content: JsonObject): StreamPart[] {
    const text = textOf(content['text']);
    return [
      ...this.reasoning.append(textOf(content['thinking'])),
      ...(text === '' ? [] : [...this.endThinking(), { type: 'text-delta', text } as const]),
    ];
  }

  private endThinking(): StreamPart[] {
    if (!this.reasoning.isOpen) return [];
    const data = { type: 'thinking', thinking: this.reasoning.text };
    return this.reasoning.close({ opaque: { format: 'cohere', data } });
  }

  private startCall(call: JsonObject): StreamPart {
    const called = objectOf(call['function']);
    const index = this.toolCalls++;
    return {
      type: 'tool-call-delta',
      index,
      id: textOf(call['id']) || `call_${index}`,
      name: textOf(called['name']),
      argumentsText: textOf(called['arguments']),
    };
  }

  private growCall(call: JsonObject): StreamPart[] {
    const argumentsText = textOf(objectOf(call['function'])['arguments']);
    if (argumentsText === '' || this.toolCalls === 0) return [];
    return [{ type: 'tool-call-delta', index: this.toolCalls - 1, argumentsText }];
  }

  private finish(reason: unknown, usage: JsonObject): StreamPart[] {
    if (reason === 'ERROR' || reason === 'TIMEOUT') {
      const code = reason === 'ERROR' ? 'provider_unavailable' : 'provider_timeout';
      const message = `The provider ${this.provider} failed in the middle of its reply; try again.`;
      throw new ModelError(code, message, { provider: this.provider, retryable: true });
    }
    this.reason = FINISH_REASONS.get(textOf(reason)) ?? 'other';
    const counts = usageOf(usage);
    return Object.keys(counts).length === 0 ? [] : [{ type: 'usage', usage: counts }];
  }
}

function usageOf(usage: JsonObject): ModelUsage {
  const tokens = objectOf(usage['tokens']);
  const billed = objectOf(usage['billed_units']);
  return defined<ModelUsage>({
    inputTokens: countOf(tokens['input_tokens']) ?? countOf(billed['input_tokens']),
    outputTokens: countOf(tokens['output_tokens']) ?? countOf(billed['output_tokens']),
    cachedInputTokens: countOf(usage['cached_tokens']),
  });
}
