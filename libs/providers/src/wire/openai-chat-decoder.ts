import type { FinishReason } from '@app/contracts';
import { isJsonObject, type JsonObject } from '@app/kernel';
import type { OpaqueReasoning, StreamPart } from '@app/model';
import { modelErrorOfEvent } from '../transport/reply-error';
import { invalidResponse } from '../transport/transport-error';
import { chatFinishReasonOf } from './openai-chat/chat-finish-reason';
import { ChatToolCalls } from './openai-chat/chat-tool-calls';
import { chatUsageOf } from './openai-chat/chat-usage';
import { ReasoningDetails } from './openai-chat/reasoning-details';
import { ThinkingChunks } from './openai-chat/thinking-chunks';
import { ReasoningChannel } from './reasoning-channel';
import type { WireDecoder } from './wire-decoder';
import { objectOf, objectsOf, textOf } from './wire-fields';

/**
 * Replies of Chat Completions in all its dialects. Reasoning comes as `reasoning` or `reasoning_content` (a gateway that
 * sends both means the same text), as OpenRouter's `reasoning_details`, or as thinking chunks of a content list; the
 * first content or tool call after it closes its block. Only the first choice is read. A refusal is reply text. The
 * finish is given by `end`, because usage may follow the finish reason.
 */
export class OpenAiChatDecoder implements WireDecoder {
  private readonly reasoning = new ReasoningChannel();
  private readonly toolCalls = new ChatToolCalls();
  private readonly details = new ReasoningDetails();
  private readonly thinking = new ThinkingChunks();
  /** Under which name the open block's text came, which is the name it goes back under. */
  private reasoningField: 'reasoning' | 'reasoning_content' = 'reasoning_content';
  private reason: FinishReason | undefined;
  private finishSent = false;

  /** `provider` names the provider in errors. */
  constructor(private readonly provider = 'openai') {}

  get finished(): boolean {
    return this.reason !== undefined;
  }

  push(event: unknown): StreamPart[] {
    const chunk = this.checked(event);
    const parts: StreamPart[] = [];
    const choice = firstChoice(chunk);
    if (choice !== undefined) this.readChoice(choice, parts);
    this.readUsage(chunk, parts);
    return parts;
  }

  pushWhole(body: unknown): StreamPart[] {
    const reply = this.checked(body);
    const choice = firstChoice(reply);
    if (!isJsonObject(choice?.['message'])) throw invalidResponse(this.provider, 'answered without a message');
    const parts: StreamPart[] = [];
    this.readChoice(choice, parts);
    this.readUsage(reply, parts);
    // The body is whole, so the reply is, even from a server that gives no reason.
    this.reason ??= this.toolCalls.any ? 'tool_calls' : 'other';
    return parts;
  }

  end(): StreamPart[] {
    const parts = this.closeReasoning();
    if (this.reason === undefined || this.finishSent) return parts;
    this.finishSent = true;
    // Some servers say `stop` after tool calls.
    const reason = this.reason === 'stop' && this.toolCalls.any ? 'tool_calls' : this.reason;
    parts.push({ type: 'finish', reason });
    return parts;
  }

  private checked(event: unknown): JsonObject {
    if (!isJsonObject(event)) throw invalidResponse(this.provider, 'sent an event that is not an object');
    const error = event['error'];
    const failed = error !== undefined && error !== null && error !== '';
    if (failed || event['object'] === 'error') throw modelErrorOfEvent(this.provider, event);
    return event;
  }

  private readChoice(choice: JsonObject, parts: StreamPart[]): void {
    const message = isJsonObject(choice['delta']) ? choice['delta'] : objectOf(choice['message']);
    this.readReasoning(message, parts);
    this.readContent(message['content'], parts);
    this.addText(textOf(message['refusal']), parts);
    for (const piece of objectsOf(message['tool_calls'])) {
      const part = this.toolCalls.read(piece);
      if (part === undefined) continue;
      parts.push(...this.closeReasoning(), part);
    }
    const reason = textOf(choice['finish_reason']);
    if (reason !== '') this.reason = chatFinishReasonOf(reason, this.provider);
  }

  private readReasoning(message: JsonObject, parts: StreamPart[]): void {
    const detailed = this.details.read(message);
    const field = textOf(message['reasoning']) === '' ? 'reasoning_content' : 'reasoning';
    const text = textOf(message[field]) || detailed;
    if (text === '') return;
    this.reasoningField = field;
    parts.push(...this.reasoning.append(text));
  }

  private readContent(content: unknown, parts: StreamPart[]): void {
    if (typeof content === 'string') this.addText(content, parts);
    for (const piece of objectsOf(content)) {
      if (piece['type'] === 'thinking') this.readThinking(piece, parts);
      else this.addText(textOf(piece['text']) || textOf(piece['refusal']), parts);
    }
  }

  private readThinking(piece: JsonObject, parts: StreamPart[]): void {
    const text = typeof piece['thinking'] === 'string' ? piece['thinking'] : this.thinking.read(piece);
    parts.push(...this.reasoning.append(text));
    if (piece['closed'] === true) parts.push(...this.closeReasoning());
  }

  private addText(text: string, parts: StreamPart[]): void {
    if (text === '') return;
    parts.push(...this.closeReasoning(), { type: 'text-delta', text });
  }

  private readUsage(event: JsonObject, parts: StreamPart[]): void {
    const usage = event['usage'] ?? objectOf(event['x_groq'])['usage'];
    if (isJsonObject(usage)) parts.push({ type: 'usage', usage: chatUsageOf(usage) });
  }

  /** Ends the open block. Data that came without text, or after its block, is withheld reasoning that must go back too. */
  private closeReasoning(): StreamPart[] {
    if (this.reasoning.isOpen) return this.reasoning.close({ opaque: this.takeData() ?? this.textAsData() });
    const opaque = this.takeData();
    return opaque === undefined ? [] : [...this.reasoning.open(), ...this.reasoning.close({ opaque, redacted: true })];
  }

  private takeData(): OpaqueReasoning | undefined {
    const details = this.details.take();
    if (details !== undefined) return { format: 'reasoning-details', data: { reasoning_details: details } };
    const chunk = this.thinking.take();
    return chunk === undefined ? undefined : { format: 'mistral', data: chunk };
  }

  private textAsData(): OpaqueReasoning {
    return { format: 'reasoning-content', data: { [this.reasoningField]: this.reasoning.text } };
  }
}

function firstChoice(reply: JsonObject): JsonObject | undefined {
  return objectsOf(reply['choices']).find((choice) => choice['index'] === 0 || typeof choice['index'] !== 'number');
}
