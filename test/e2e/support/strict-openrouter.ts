import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { callIdsOf, chatReply, chatReplyEvents, toolCallsOf } from './chat-reply';
import { halves, oddText, StrictProvider, type GivenReply, type Turn } from './strict-provider';

type Detail = Record<string, unknown> & { type: string };

/**
 * `reasoning_details`: every turn must come back with the whole list, signed and encrypted entries included, and with no other
 * reasoning.
 */
export class StrictOpenRouter extends StrictProvider {
  protected judge(messages: Turn[]): string | undefined {
    for (const [at, message] of messages.entries()) {
      if (message['role'] !== 'assistant') continue;
      const reply = this.find(String(message['content']), callIdsOf(message));
      if (reply === undefined) return `messages[${at}]: never said`;
      if ('reasoning' in message || 'reasoning_content' in message) return `messages[${at}]: reasoning is said twice`;
      if (!isDeepStrictEqual(message['reasoning_details'], reply.reasoning)) {
        return `messages[${at}]: reasoning_details missing or changed`;
      }
      this.returned += 1;
    }
    return undefined;
  }

  protected newCallId(): string {
    return `call_${randomBytes(9).toString('hex')}`;
  }

  protected reasoning(): Detail[] {
    const format = 'anthropic-claude-v1';
    const text = { type: 'reasoning.text', text: oddText(this.chance), format, index: 0, signature: secret() };
    const details: Detail[] = [text];
    if (this.chance.is(0.4)) details.push({ type: 'reasoning.encrypted', data: secret(), id: 'r1', format, index: 1 });
    return details;
  }

  protected body(reply: GivenReply): object {
    const details = reply.reasoning as Detail[];
    const calls = reply.calls.length === 0 ? {} : { tool_calls: toolCallsOf(reply) };
    const reasoning = details.map(({ text }) => (typeof text === 'string' ? text : '')).join('');
    return chatReply(reply, { content: reply.text, reasoning, reasoning_details: details, ...calls });
  }

  protected events(reply: GivenReply): unknown[] {
    const pieces = (reply.reasoning as Detail[]).flatMap(piecesOf);
    return chatReplyEvents(reply, [
      { role: 'assistant', content: '' },
      ...pieces.map((piece) => ({
        content: '',
        ...(piece['text'] === undefined ? {} : { reasoning: piece['text'] }),
        reasoning_details: [piece],
      })),
      ...(reply.text === '' ? [] : halves(reply.text).map((content) => ({ content }))),
    ]);
  }
}

/** An entry as a stream has it: the text in pieces, its signature at the end. */
function piecesOf(detail: Detail): Detail[] {
  if (detail.type !== 'reasoning.text') return [detail];
  const { text, signature, ...rest } = detail;
  const pieces: Detail[] = halves(String(text)).map((half) => ({ ...rest, text: half }));
  return [...pieces, { ...rest, text: '', signature }];
}

function secret(): string {
  return randomBytes(48).toString('base64');
}
