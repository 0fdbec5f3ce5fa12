import type { FinishReason } from '@app/contracts';
import { isJsonObject, type JsonObject } from '@app/kernel';
import type { StreamPart } from '@app/model';
import { modelErrorOfEvent } from '../transport/reply-error';
import { invalidResponse } from '../transport/transport-error';
import { ResponseReasoning } from './openai-responses/response-reasoning';
import { ResponseToolCalls } from './openai-responses/response-tool-calls';
import { responseUsageOf } from './openai-responses/response-usage';
import { itemKey, textKey, TextProgress } from './openai-responses/text-progress';
import type { WireDecoder } from './wire-decoder';
import { objectOf, objectsOf, textOf } from './wire-fields';

/**
 * Replies of the Responses API, of OpenAI, xAI and open-weight servers: reasoning items with their summaries or texts and
 * encrypted content, messages, refusals, function calls. Items of other kinds (calls of the provider's own tools) are
 * passed over.
 */
export class OpenAiResponsesDecoder implements WireDecoder {
  private readonly reasoning = new ResponseReasoning();
  private readonly toolCalls = new ResponseToolCalls();
  private readonly texts = new TextProgress();
  private reason: FinishReason | undefined;
  private finishSent = false;

  /** `provider` names the provider in errors. */
  constructor(private readonly provider = 'openai') {}

  get finished(): boolean {
    return this.reason !== undefined;
  }

  push(event: unknown): StreamPart[] {
    if (!isJsonObject(event)) throw invalidResponse(this.provider, 'sent an event that is not an object');
    switch (event['type']) {
      case 'response.output_text.delta':
      case 'response.output_text.done':
      case 'response.refusal.delta':
      case 'response.refusal.done':
        return this.readText(event);
      case 'response.reasoning_summary_text.delta':
      case 'response.reasoning_summary_text.done':
        return this.reasoning.read(event, 'summary');
      case 'response.reasoning_text.delta':
      case 'response.reasoning_text.done':
        return this.reasoning.read(event, 'content');
      case 'response.function_call_arguments.delta':
      case 'response.function_call_arguments.done':
        return this.toolCalls.read(event);
      case 'response.output_item.added':
        return this.beginItem(objectOf(event['item']), event['output_index']);
      case 'response.output_item.done':
        return this.readItem(objectOf(event['item']), event['output_index']);
      case 'response.completed':
      case 'response.incomplete':
      case 'response.failed':
      case 'response.cancelled':
        return this.readOutcome(objectOf(event['response']), textOf(event['type']).slice('response.'.length));
      case 'error':
        throw modelErrorOfEvent(this.provider, event);
      default:
        if (isJsonObject(event['error'])) throw modelErrorOfEvent(this.provider, event);
        return [];
    }
  }

  pushWhole(body: unknown): StreamPart[] {
    if (!isJsonObject(body)) throw invalidResponse(this.provider, 'sent a reply that is not an object');
    const status = textOf(body['status']) || 'completed';
    if (isJsonObject(body['error']) || status === 'failed') throw modelErrorOfEvent(this.provider, body['error']);
    if (!Array.isArray(body['output'])) throw invalidResponse(this.provider, 'answered without an output');
    const parts = body['output'].flatMap((item, index) => this.readItem(objectOf(item), index));
    parts.push(...this.readOutcome(body, status));
    return parts;
  }

  end(): StreamPart[] {
    const parts = this.reasoning.close();
    if (this.reason === undefined || this.finishSent) return parts;
    this.finishSent = true;
    parts.push({ type: 'finish', reason: this.reason });
    return parts;
  }

  private readText(event: JsonObject): StreamPart[] {
    const key = textKey(itemKey(event['item_id'], event['output_index']), 'text', event['content_index']);
    const delta = textOf(event['delta']);
    this.texts.add(key, delta);
    const whole = textOf(event['text']) || textOf(event['refusal']);
    return this.replyText(delta + this.texts.rest(key, whole));
  }

  private beginItem(item: JsonObject, outputIndex: unknown): StreamPart[] {
    if (item['type'] !== 'function_call') return [];
    return [...this.reasoning.close(), ...this.toolCalls.readItem(item, outputIndex)];
  }

  private readItem(item: JsonObject, outputIndex: unknown): StreamPart[] {
    switch (item['type']) {
      case 'reasoning':
        return this.reasoning.readItem(item, outputIndex);
      case 'function_call':
        return this.beginItem(item, outputIndex);
      case 'message':
        return objectsOf(item['content']).flatMap((content, index) => {
          const key = textKey(itemKey(item['id'], outputIndex), 'text', index);
          return this.replyText(this.texts.rest(key, textOf(content['text']) || textOf(content['refusal'])));
        });
      default:
        return [];
    }
  }

  private replyText(text: string): StreamPart[] {
    return text === '' ? [] : [...this.reasoning.close(), { type: 'text-delta', text }];
  }

  private readOutcome(response: JsonObject, status: string): StreamPart[] {
    switch (status) {
      case 'completed':
        this.reason = this.toolCalls.any ? 'tool_calls' : 'stop';
        break;
      case 'incomplete':
        this.reason = incompleteReason(objectOf(response['incomplete_details'])['reason']);
        break;
      case 'failed':
      case 'cancelled':
        throw modelErrorOfEvent(this.provider, response['error']);
      default:
        throw invalidResponse(this.provider, 'answered before the reply was complete');
    }
    const usage = response['usage'];
    return isJsonObject(usage) ? [{ type: 'usage', usage: responseUsageOf(usage) }] : [];
  }
}

function incompleteReason(reason: unknown): FinishReason {
  if (reason === 'max_output_tokens') return 'length';
  return reason === 'content_filter' ? 'content_filter' : 'other';
}
