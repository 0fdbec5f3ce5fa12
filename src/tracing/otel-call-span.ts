import type { Span } from '@opentelemetry/api';
import type { ModelRequest, ModelUsage, StreamPart } from '@app/model';
import type { CallSpan } from './tracing';

/** Longest text of messages in a span, characters: collectors refuse what is longer than they like. */
const MAX_CONTENT = 32_768;

/** A span of one call, by OpenTelemetry's conventions for generative AI. */
export class OtelCallSpan implements CallSpan {
  private readonly begun = performance.now();
  private usage: ModelUsage = {};
  private text = '';
  private hasText = false;
  private finishReason: string | undefined;

  /** With `input`, the texts of messages are part of the span. */
  constructor(
    private readonly span: Span,
    private readonly input: ModelRequest['messages'] | undefined,
    private readonly fail: (error: unknown) => void,
  ) {}

  part(part: StreamPart): void {
    if (part.type === 'usage') this.usage = { ...this.usage, ...part.usage };
    else if (part.type === 'finish') this.finishReason = part.reason;
    else if (part.type === 'text-delta' || part.type === 'reasoning-delta') {
      if (!this.hasText) {
        const seconds = (performance.now() - this.begun) / 1000;
        this.span.setAttribute('gen_ai.response.time_to_first_chunk', seconds);
      }
      this.hasText = true;
      if (this.input !== undefined && part.type === 'text-delta') this.text += part.text;
    }
  }

  end(error?: unknown): void {
    const { inputTokens, outputTokens, cachedInputTokens, reasoningTokens } = this.usage;
    const counts = {
      'gen_ai.usage.input_tokens': inputTokens,
      'gen_ai.usage.output_tokens': outputTokens,
      'gen_ai.usage.cache_read.input_tokens': cachedInputTokens,
      'gen_ai.usage.reasoning.output_tokens': reasoningTokens,
    };
    for (const [name, count] of Object.entries(counts)) if (count !== undefined) this.span.setAttribute(name, count);
    if (this.finishReason !== undefined) this.span.setAttribute('gen_ai.response.finish_reasons', [this.finishReason]);
    if (this.input !== undefined) this.addContent(this.input);
    if (error !== undefined) this.fail(error);
    this.span.end();
  }

  private addContent(input: ModelRequest['messages']): void {
    const messages = input.map(({ role, content }) => ({ role, parts: [{ type: 'text', content }] }));
    const answer = [{ role: 'assistant', parts: [{ type: 'text', content: this.text }] }];
    this.span.setAttribute('gen_ai.input.messages', JSON.stringify(messages).slice(0, MAX_CONTENT));
    this.span.setAttribute('gen_ai.output.messages', JSON.stringify(answer).slice(0, MAX_CONTENT));
  }
}
