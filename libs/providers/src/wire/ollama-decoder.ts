import type { FinishReason } from '@app/contracts';
import { isJsonObject, type JsonObject } from '@app/kernel';
import type { ModelUsage, StreamPart } from '@app/model';
import { modelErrorOfEvent } from '../transport/reply-error';
import { invalidResponse } from '../transport/transport-error';
import { ReasoningChannel } from './reasoning-channel';
import { countOf, defined, objectOf, objectsOf, textOf } from './wire-fields';
import type { WireDecoder } from './wire-decoder';

/**
 * Replies of Ollama's own API, one JSON object a line: `/api/chat` with `message.thinking` and `message.content`, and
 * `/api/generate` with `thinking` and `response`. The last object is `done` and carries the counts. A whole reply is one
 * such object.
 */
export class OllamaDecoder implements WireDecoder {
  private readonly reasoning = new ReasoningChannel();
  private toolCalls = 0;
  private reason: FinishReason | undefined;
  private finishSent = false;

  /** `provider` names the provider in errors. */
  constructor(private readonly provider = 'ollama') {}

  get finished(): boolean {
    return this.reason !== undefined;
  }

  push(event: unknown): StreamPart[] {
    if (!isJsonObject(event)) throw invalidResponse(this.provider, 'sent a line that is not an object');
    if (event['error'] !== undefined) throw modelErrorOfEvent(this.provider, event);
    const isChat = isJsonObject(event['message']);
    const message = isChat ? objectOf(event['message']) : event;
    const text = textOf(message[isChat ? 'content' : 'response']);
    const calls = objectsOf(message['tool_calls']);
    const parts = [
      ...this.reasoning.append(textOf(message['thinking'])),
      ...(text === '' ? [] : [...this.endThinking(), { type: 'text-delta', text } as const]),
      ...(calls.length === 0 ? [] : this.endThinking()),
      ...calls.map((call) => this.toolCall(objectOf(call['function']), call['id'])),
    ];
    if (event['done'] !== true) return parts;
    this.reason = this.finishReasonOf(event['done_reason']);
    const usage = usageOf(event);
    return Object.keys(usage).length === 0 ? parts : [...parts, { type: 'usage', usage }];
  }

  pushWhole(body: unknown): StreamPart[] {
    return [...this.push(body), ...this.end()];
  }

  end(): StreamPart[] {
    const parts = this.endThinking();
    if (this.reason === undefined || this.finishSent) return parts;
    this.finishSent = true;
    return [...parts, { type: 'finish', reason: this.reason }];
  }

  private endThinking(): StreamPart[] {
    if (!this.reasoning.isOpen) return [];
    return this.reasoning.close({ opaque: { format: 'ollama', data: { thinking: this.reasoning.text } } });
  }

  private toolCall(called: JsonObject, id: unknown): StreamPart {
    const index = this.toolCalls++;
    const { name, arguments: args } = called;
    const argumentsText = typeof args === 'string' ? args : JSON.stringify(args ?? {});
    return { type: 'tool-call-delta', index, id: textOf(id) || `call_${index}`, name: textOf(name), argumentsText };
  }

  private finishReasonOf(reason: unknown): FinishReason {
    if (reason === 'length') return 'length';
    if (this.toolCalls > 0) return 'tool_calls';
    // Older servers give no reason.
    return reason === 'stop' || reason === undefined ? 'stop' : 'other';
  }
}

function usageOf(event: JsonObject): ModelUsage {
  return defined<ModelUsage>({
    inputTokens: countOf(event['prompt_eval_count']),
    outputTokens: countOf(event['eval_count']),
  });
}
