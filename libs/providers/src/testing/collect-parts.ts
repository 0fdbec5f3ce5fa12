import type { ModelUsage, OpaqueReasoning, StreamPart, ToolCall } from '@app/model';
import type { WireDecoder } from '../wire/wire-decoder';

/** A reply, put together from its parts. Equal replies are equal objects, however they were cut into parts. */
export interface CollectedReply {
  text: string;
  blocks: { text: string; summary?: true; redacted?: true; opaque?: OpaqueReasoning }[];
  toolCalls: ToolCall[];
  usage: ModelUsage;
  finish: string | undefined;
}

/** Puts a reply together; fails when its parts break the order that `StreamPart` promises. */
export function collectParts(parts: readonly StreamPart[]): CollectedReply {
  const reply: CollectedReply = { text: '', blocks: [], toolCalls: [], usage: {}, finish: undefined };
  let open: { id: string; block: CollectedReply['blocks'][number] } | undefined;
  const inOpenBlock = (id: string) => {
    if (open?.id !== id) throw new Error(`block ${id} is not open`);
    return open.block;
  };
  for (const part of parts) {
    if (reply.finish !== undefined) throw new Error(`${part.type} after the finish`);
    switch (part.type) {
      case 'reasoning-start': {
        if (open !== undefined) throw new Error('blocks overlap');
        open = { id: part.id, block: { text: '', ...(part.summary === true ? { summary: true } : {}) } };
        reply.blocks.push(open.block);
        break;
      }
      case 'reasoning-delta':
        inOpenBlock(part.id).text += part.text;
        break;
      case 'reasoning-end': {
        const block = inOpenBlock(part.id);
        if (part.redacted === true) block.redacted = true;
        if (part.opaque !== undefined) block.opaque = part.opaque;
        open = undefined;
        break;
      }
      case 'text-delta':
        if (open !== undefined) throw new Error('text inside a reasoning block');
        reply.text += part.text;
        break;
      case 'tool-call-delta': {
        const call = (reply.toolCalls[part.index] ??= { id: part.id ?? '', name: part.name ?? '', arguments: '' });
        call.arguments += part.argumentsText;
        break;
      }
      case 'usage':
        Object.assign(reply.usage, part.usage);
        break;
      case 'finish':
        reply.finish = part.reason;
        break;
      case 'warning': // says something about the reply, not what is in it
    }
  }
  if (open !== undefined) throw new Error('a block was left open');
  return reply;
}

/** What a decoder makes of a streamed reply. */
export function decodeEvents(decoder: WireDecoder, events: readonly unknown[]): CollectedReply {
  return collectParts([...events.flatMap((event) => decoder.push(event)), ...decoder.end()]);
}

/** What a decoder makes of a whole reply. */
export function decodeWhole(decoder: WireDecoder, body: unknown): CollectedReply {
  return collectParts([...decoder.pushWhole(body), ...decoder.end()]);
}
