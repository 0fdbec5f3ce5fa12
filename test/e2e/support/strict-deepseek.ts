import { randomBytes } from 'node:crypto';
import { callIdsOf, chatReply, chatReplyEvents, toolCallsOf } from './chat-reply';
import { halves, oddText, StrictProvider, type GivenReply, type Turn } from './strict-provider';

/**
 * Plain reasoning: a turn that called tools must come back with its `reasoning_content`, even an empty one, and other turns without
 * any.
 */
export class StrictDeepSeek extends StrictProvider {
  protected judge(messages: Turn[]): string | undefined {
    for (const [at, message] of messages.entries()) {
      if (message['role'] !== 'assistant') continue;
      const ids = callIdsOf(message);
      const content = typeof message['content'] === 'string' ? message['content'] : '';
      const reply = this.find(content, ids);
      if (reply === undefined) return `messages[${at}]: never said`;
      const sent = message['reasoning_content'];
      if (ids.length === 0) {
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

  protected newCallId(): string {
    return `call_00_${randomBytes(9).toString('hex')}`;
  }

  protected reasoning(): string {
    return this.chance.is(0.15) ? '' : `${oddText(this.chance)}\n\n${oddText(this.chance)}`;
  }

  protected body(reply: GivenReply): object {
    const calls = reply.calls.length === 0 ? {} : { tool_calls: toolCallsOf(reply) };
    return chatReply(reply, { content: reply.text, reasoning_content: reply.reasoning, ...calls });
  }

  protected events(reply: GivenReply): unknown[] {
    return chatReplyEvents(reply, [
      { role: 'assistant', content: null, reasoning_content: '' },
      ...halves(reply.reasoning as string).map((text) => ({ content: null, reasoning_content: text })),
      ...(reply.text === '' ? [] : [{ content: reply.text, reasoning_content: null }]),
    ]);
  }
}
