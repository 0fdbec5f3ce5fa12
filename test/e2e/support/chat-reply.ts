import type { GivenReply } from './strict-provider';

/** A reply of Chat Completions with this message. */
export function chatReply(reply: GivenReply, message: object): object {
  return {
    ...BASE,
    object: 'chat.completion',
    choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: reasonOf(reply) }],
    usage: { prompt_tokens: 10, completion_tokens: 10, total_tokens: 20 },
  };
}

/** The same as a stream: these deltas, the calls of tools, the end. */
export function chatReplyEvents(reply: GivenReply, deltas: readonly object[]): unknown[] {
  const calls = toolCallsOf(reply).map((call, index) => ({ tool_calls: [{ index, ...call }] }));
  const chunk = (delta: object, reason: string | null = null): object => ({
    ...BASE,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason: reason }],
  });
  return [...[...deltas, ...calls].map((delta) => chunk(delta)), chunk({}, reasonOf(reply)), '[DONE]'];
}

/** The calls of tools in the form of Chat Completions. */
export function toolCallsOf({ calls }: GivenReply): object[] {
  return calls.map(({ id, name, arguments: args }) => ({ id, type: 'function', function: { name, arguments: args } }));
}

/** The ids of the calls that a message makes. */
export function callIdsOf(message: Record<string, unknown>): string[] {
  return ((message['tool_calls'] ?? []) as { id: string }[]).map(({ id }) => id);
}

const BASE = { id: 'c1', created: 1, model: 'm' };

function reasonOf({ calls }: GivenReply): string {
  return calls.length > 0 ? 'tool_calls' : 'stop';
}
