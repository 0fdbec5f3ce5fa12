import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { callIdsOf, chatReply, chatReplyEvents, toolCallsOf } from './chat-reply';
import { halves, oddText, StrictProvider, type GivenReply, type Turn } from './strict-provider';

interface Chunk {
  type: 'thinking' | 'text';
  thinking?: { type: 'text'; text: string }[];
  text?: string;
  signature?: string;
}

/** Thinking chunks: the content of each turn must begin with its own, signature included, and nothing else may think. */
export class StrictMistral extends StrictProvider {
  protected judge(messages: Turn[]): string | undefined {
    for (const [at, message] of messages.entries()) {
      if (message['role'] !== 'assistant') continue;
      const { content } = message;
      const chunks = Array.isArray(content) ? (content as Chunk[]) : [{ type: 'text', text: String(content) } as const];
      const text = chunks.flatMap((chunk) => (chunk.type === 'text' ? [chunk.text] : [])).join('');
      const reply = this.find(text, callIdsOf(message));
      if (reply === undefined) return `messages[${at}]: never said`;
      const [first, ...rest] = chunks;
      if (!isDeepStrictEqual(first, reply.reasoning)) return `messages[${at}]: thinking missing or changed`;
      if (rest.some(({ type }) => type !== 'text')) return `messages[${at}]: thinks after its answer`;
      this.returned += 1;
    }
    return undefined;
  }

  /** Nine letters and digits, the only form that is taken. */
  protected newCallId(): string {
    return randomBytes(5).toString('hex').slice(0, 9);
  }

  protected reasoning(): Chunk {
    const thinking: Chunk = { type: 'thinking', thinking: [{ type: 'text', text: oddText(this.chance) }] };
    return this.chance.is(0.5) ? { ...thinking, signature: randomBytes(24).toString('base64') } : thinking;
  }

  protected body(reply: GivenReply): object {
    const text = reply.text === '' ? [] : [{ type: 'text', text: reply.text }];
    const calls = reply.calls.length === 0 ? {} : { tool_calls: toolCallsOf(reply) };
    return chatReply(reply, { content: [reply.reasoning, ...text], ...calls });
  }

  /** The turn from thinking to answer is in one chunk, as the real one does it. */
  protected events(reply: GivenReply): unknown[] {
    const { thinking, signature } = reply.reasoning as Chunk;
    const pieces = halves(thinking?.[0]?.text ?? '').map((text) => ({
      type: 'thinking',
      thinking: [{ type: 'text', text }],
    }));
    const signed = signature === undefined ? [] : [{ type: 'thinking', thinking: [], signature }];
    const [begin = '', ...more] = halves(reply.text);
    const turnOver = [...signed, ...(begin === '' ? [] : [{ type: 'text', text: begin }])];
    return chatReplyEvents(reply, [
      { role: 'assistant', content: '' },
      ...pieces.map((piece) => ({ content: [piece] })),
      ...(turnOver.length === 0 ? [] : [{ content: turnOver }]),
      ...more.map((content) => ({ content })),
    ]);
  }
}
