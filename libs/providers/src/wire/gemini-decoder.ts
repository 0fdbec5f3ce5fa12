import type { FinishReason } from '@app/contracts';
import { isJsonObject, type JsonObject } from '@app/kernel';
import { ModelError, type ModelUsage, type OpaqueReasoning, type StreamPart } from '@app/model';
import { modelErrorOfEvent } from '../transport/reply-error';
import { invalidResponse } from '../transport/transport-error';
import { ReasoningChannel } from './reasoning-channel';
import { countOf, defined, objectOf, objectsOf, textOf } from './wire-fields';
import type { WireDecoder } from './wire-decoder';

const FINISH_REASONS = new Map<string, FinishReason>([
  ['STOP', 'stop'],
  ['MAX_TOKENS', 'length'],
  ['SAFETY', 'content_filter'],
  ['RECITATION', 'content_filter'],
  ['BLOCKLIST', 'content_filter'],
  ['PROHIBITED_CONTENT', 'content_filter'],
  ['SPII', 'content_filter'],
  ['LANGUAGE', 'content_filter'],
]);

/**
 * Replies of Gemini's `generateContent` and `streamGenerateContent`: parts with `thought: true` are reasoning. Their
 * signature comes later, on a part of the answer, on a tool call, or on an empty last part; it belongs to the reasoning
 * before it. So a block of thoughts stays open beside the answer's text until its signature, the next thought or the end.
 * A signature without thoughts makes a withheld block.
 */
export class GeminiDecoder implements WireDecoder {
  private readonly reasoning = new ReasoningChannel();
  private toolCalls = 0;
  private answerBegun = false;
  private reason: FinishReason | undefined;
  private finishSent = false;

  /** `provider` names the provider in errors. */
  constructor(private readonly provider = 'gemini') {}

  get finished(): boolean {
    return this.reason !== undefined;
  }

  push(event: unknown): StreamPart[] {
    if (!isJsonObject(event)) throw invalidResponse(this.provider, 'sent an event that is not an object');
    if (event['error'] !== undefined) throw modelErrorOfEvent(this.provider, event);
    this.refuseBlockedPrompt(objectOf(event['promptFeedback']));
    const candidate = objectsOf(event['candidates'])[0] ?? {};
    const parts = objectsOf(objectOf(candidate['content'])['parts']).flatMap((part) => this.readPart(part));
    const reason = textOf(candidate['finishReason']);
    if (reason !== '') this.reason = this.finishReasonOf(reason);
    const usage = usageOf(objectOf(event['usageMetadata']));
    if (Object.keys(usage).length > 0) parts.push({ type: 'usage', usage });
    return parts;
  }

  pushWhole(body: unknown): StreamPart[] {
    // A stream asked for without `alt=sse` comes as one array.
    const events: unknown[] = Array.isArray(body) ? body : [body];
    return [...events.flatMap((event) => this.push(event)), ...this.end()];
  }

  end(): StreamPart[] {
    const parts = this.reasoning.close();
    if (this.reason === undefined || this.finishSent) return parts;
    this.finishSent = true;
    return [...parts, { type: 'finish', reason: this.reason }];
  }

  private readPart(part: JsonObject): StreamPart[] {
    if (part['thought'] === true) return this.readThought(part);
    const signature = this.readSignature(part);
    const call = part['functionCall'];
    if (isJsonObject(call)) return [...signature, this.toolCall(call)];
    const text = textOf(part['text']);
    if (text === '') return signature;
    this.answerBegun = true;
    return [...signature, { type: 'text-delta', text }];
  }

  private readThought(part: JsonObject): StreamPart[] {
    const between = this.answerBegun ? this.reasoning.open() : [];
    this.answerBegun = false;
    return [...between, ...this.reasoning.append(textOf(part['text'])), ...this.readSignature(part)];
  }

  private readSignature(part: JsonObject): StreamPart[] {
    if (typeof part['thoughtSignature'] !== 'string') return [];
    const opaque: OpaqueReasoning = { format: 'gemini', data: part };
    if (this.reasoning.isOpen) return this.reasoning.close({ opaque });
    return [...this.reasoning.open(), ...this.reasoning.close({ opaque, redacted: true })];
  }

  private toolCall(call: JsonObject): StreamPart {
    const index = this.toolCalls++;
    this.answerBegun = true;
    return {
      type: 'tool-call-delta',
      index,
      // Only newer versions of the API name their calls.
      id: textOf(call['id']) || `call_${index}`,
      name: textOf(call['name']),
      argumentsText: JSON.stringify(call['args'] ?? {}),
    };
  }

  private finishReasonOf(reason: string): FinishReason {
    if (reason === 'STOP' && this.toolCalls > 0) return 'tool_calls';
    return FINISH_REASONS.get(reason) ?? 'other';
  }

  private refuseBlockedPrompt(feedback: JsonObject): void {
    if (typeof feedback['blockReason'] !== 'string') return;
    const message = `The provider ${this.provider} refused the request because of its content rules; rephrase the request.`;
    throw new ModelError('content_filtered', message, { provider: this.provider });
  }
}

function usageOf(usage: JsonObject): ModelUsage {
  const prompt = countOf(usage['promptTokenCount']);
  const reasoningTokens = countOf(usage['thoughtsTokenCount']);
  return defined<ModelUsage>({
    inputTokens: prompt === undefined ? undefined : prompt + (countOf(usage['toolUsePromptTokenCount']) ?? 0),
    cachedInputTokens: countOf(usage['cachedContentTokenCount']),
    outputTokens: outputTokensOf(usage, reasoningTokens),
    reasoningTokens,
  });
}

/** The API counts thoughts beside the answer; ours is the whole reply. A reply of thoughts alone has no answer count. */
function outputTokensOf(usage: JsonObject, reasoningTokens: number | undefined): number | undefined {
  const answer = countOf(usage['candidatesTokenCount']);
  if (answer !== undefined) return answer + (reasoningTokens ?? 0);
  const known = [usage['promptTokenCount'], usage['totalTokenCount']].every((count) => countOf(count) !== undefined);
  return known ? reasoningTokens : undefined;
}
