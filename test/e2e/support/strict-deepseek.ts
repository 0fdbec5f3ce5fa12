import { halves, oddText, StrictProvider, type GivenReply } from './strict-provider';

/**
 * Plain reasoning: a turn that called tools must come back with its `reasoning_content`, even an empty one, and other turns without
 * any.
 */
export class StrictDeepSeek extends StrictProvider {
  protected readonly callPrefix = 'call_00_';

  protected judge(messages: Record<string, unknown>[]): string | undefined {
    for (const [at, message] of messages.entries()) {
      if (message['role'] !== 'assistant') continue;
      const calls = (message['tool_calls'] ?? []) as { id: string }[];
      const content = typeof message['content'] === 'string' ? message['content'] : '';
      const reply = this.find(
        content,
        calls.map(({ id }) => id),
      );
      if (reply === undefined) return `messages[${at}]: never said`;
      const sent = message['reasoning_content'];
      if (calls.length === 0) {
        if (sent !== undefined) return `messages[${at}]: reasoning_content must not be sent`;
        continue;
      }
      if (typeof sent !== 'string')
        return `messages[${at}]: the reasoning_content in the thinking mode must be passed back`;
      if (sent !== reply.reasoning) return `messages[${at}]: the reasoning_content was changed`;
      this.returned += 1;
    }
    return undefined;
  }

  protected reasoning(): string {
    return this.chance.is(0.15) ? '' : `${oddText(this.chance)}\n\n${oddText(this.chance)}`;
  }

  protected body(reply: GivenReply): object {
    const message = {
      role: 'assistant',
      content: reply.text,
      reasoning_content: reply.reasoning,
      ...(reply.calls.length === 0 ? {} : { tool_calls: toolCalls(reply) }),
    };
    return {
      id: 'c1',
      object: 'chat.completion',
      created: 1,
      model: 'deepseek',
      choices: [{ index: 0, message, finish_reason: reasonOf(reply) }],
      usage: { prompt_tokens: 10, completion_tokens: 10, total_tokens: 20 },
    };
  }

  protected events(reply: GivenReply): unknown[] {
    const chunk = (delta: object, reason: string | null = null): object => ({
      id: 'c1',
      object: 'chat.completion.chunk',
      created: 1,
      model: 'deepseek',
      choices: [{ index: 0, delta, finish_reason: reason }],
    });
    const reasoning = reply.reasoning as string;
    return [
      chunk({ role: 'assistant', content: null, reasoning_content: '' }),
      ...halves(reasoning).map((text) => chunk({ content: null, reasoning_content: text })),
      ...(reply.text === '' ? [] : [chunk({ content: reply.text, reasoning_content: null })]),
      ...toolCalls(reply).map((call, index) => chunk({ tool_calls: [{ index, ...call }] })),
      chunk({}, reasonOf(reply)),
      '[DONE]',
    ];
  }
}

function toolCalls({ calls }: GivenReply): object[] {
  return calls.map(({ id, name, arguments: args }) => ({ id, type: 'function', function: { name, arguments: args } }));
}

function reasonOf({ calls }: GivenReply): string {
  return calls.length > 0 ? 'tool_calls' : 'stop';
}
