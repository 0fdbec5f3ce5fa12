import { randomBytes } from 'node:crypto';
import { halves, oddText, StrictProvider, type GivenReply, type Turn } from './strict-provider';

type Block = Record<string, unknown> & { type: string };

const isThinking = ({ type }: Block): boolean => type === 'thinking' || type === 'redacted_thinking';

/** Signed thinking: each turn of the assistant must begin with the blocks that it was given with, unmodified and in order. */
export class StrictAnthropic extends StrictProvider {
  protected judge(messages: Turn[]): string | undefined {
    for (const [at, { role, content }] of messages.entries()) {
      if (role !== 'assistant') continue;
      const blocks: Block[] = typeof content === 'string' ? [{ type: 'text', text: content }] : (content as Block[]);
      const text = blocks
        .filter(({ type }) => type === 'text')
        .map((block) => String(block['text']))
        .join('');
      const ids = blocks.filter(({ type }) => type === 'tool_use').map((block) => String(block['id']));
      const reply = this.find(text, ids);
      if (reply === undefined) return `messages.${at}: never said`;
      const thinking = blocks.filter(isThinking);
      if (JSON.stringify(thinking) !== JSON.stringify(reply.reasoning)) {
        return `messages.${at}: \`thinking\` blocks cannot be modified: got ${thinking.length}`;
      }
      if (blocks.findLastIndex(isThinking) >= thinking.length) return `messages.${at}: thinking must come first`;
      this.returned += 1;
    }
    return undefined;
  }

  protected newCallId(): string {
    return `toolu_${randomBytes(9).toString('hex')}`;
  }

  protected reasoning(): Block[] {
    const blocks: Block[] = [
      { type: 'thinking', thinking: oddText(this.chance), signature: randomBytes(48).toString('base64') },
    ];
    if (this.chance.is(0.3)) blocks.push({ type: 'redacted_thinking', data: randomBytes(60).toString('base64') });
    return blocks;
  }

  protected body(reply: GivenReply): object {
    const content = [
      ...(reply.reasoning as Block[]),
      ...(reply.text === '' ? [] : [{ type: 'text', text: reply.text }]),
      ...reply.calls.map(({ id, name, arguments: args }) => ({
        type: 'tool_use',
        id,
        name,
        input: JSON.parse(args) as object,
      })),
    ];
    return {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'claude',
      content,
      stop_reason: reply.calls.length > 0 ? 'tool_use' : 'end_turn',
      usage: { input_tokens: 10, output_tokens: 10 },
    };
  }

  protected events(reply: GivenReply): unknown[] {
    const { content, stop_reason: reason, ...message } = this.body(reply) as { content: Block[]; stop_reason: string };
    const start = { type: 'message_start', message: { ...message, content: [], stop_reason: null } };
    const end = [
      { type: 'message_delta', delta: { stop_reason: reason }, usage: { output_tokens: 10 } },
      { type: 'message_stop' },
    ];
    return [start, ...content.flatMap((block, index) => this.blockEvents(block, index)), ...end];
  }

  private blockEvents(block: Block, index: number): unknown[] {
    const delta = (fields: object): object => ({ type: 'content_block_delta', index, delta: fields });
    const stop = { type: 'content_block_stop', index };
    const start = (opened: object): object => ({ type: 'content_block_start', index, content_block: opened });
    switch (block.type) {
      case 'thinking':
        return [
          start({ type: 'thinking', thinking: '', signature: '' }),
          ...halves(String(block['thinking'])).map((thinking) => delta({ type: 'thinking_delta', thinking })),
          delta({ type: 'signature_delta', signature: block['signature'] }),
          stop,
        ];
      case 'text':
        return [
          start({ type: 'text', text: '' }),
          ...halves(String(block['text'])).map((text) => delta({ type: 'text_delta', text })),
          stop,
        ];
      case 'tool_use':
        return [
          start({ ...block, input: {} }),
          ...halves(JSON.stringify(block['input'])).map((json) =>
            delta({ type: 'input_json_delta', partial_json: json }),
          ),
          stop,
        ];
      default:
        return [start(block), stop];
    }
  }
}
