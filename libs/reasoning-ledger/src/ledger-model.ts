import { GrowingText } from '@app/kernel';
import {
  ChatModel,
  type ModelDescriptor,
  type ModelMessage,
  type ModelRequest,
  type OpaqueReasoning,
  type StreamPart,
  type ToolCall,
} from '@app/model';
import { listKeys, type MessageKeyChain } from './message-keys';
import type { LedgerEntry } from './reasoning-ledger';
import { reusable } from './reuse-policy';

/** The ledger as one turn sees it. None ever rejects: without its ledger a turn goes on. */
export interface TurnLedger {
  find(keys: readonly Buffer[]): Promise<Map<string, LedgerEntry>>;
  keep(keys: readonly Buffer[], entry: LedgerEntry): Promise<void>;
  /** Says that of a message nothing is to be kept, so that it is not looked for by its history, which names no other message. */
  keepNothing(key: Buffer): void;
}

/**
 * Passes a model's parts through. Before a call, the assistant messages get back the reasoning that the provider gave with them,
 * whatever the client made of it; after it, the reasoning of the reply is kept before its end is told. One instance per turn.
 */
export class LedgerModel extends ChatModel {
  readonly descriptor: ModelDescriptor;
  private found: Promise<Map<string, LedgerEntry>> | undefined;

  constructor(
    private readonly inner: ChatModel,
    /** Of the turn as it was asked: what strategies add to it does not count. */
    private readonly chain: MessageKeyChain,
    private readonly ledger: TurnLedger,
  ) {
    super();
    this.descriptor = inner.descriptor;
  }

  async *respond(request: ModelRequest, signal: AbortSignal): AsyncGenerator<StreamPart> {
    const blocks: OpaqueReasoning[] = [];
    const calls = new Map<number, ToolCall>();
    const text = new GrowingText();
    for await (const part of this.inner.respond(await this.complete(request), signal)) {
      if (part.type === 'text-delta') text.append(part.text);
      else if (part.type === 'tool-call-delta') addCall(calls, part);
      else if (part.type === 'reasoning-end' && part.opaque !== undefined) blocks.push(part.opaque);
      else if (part.type === 'finish') await this.keep(text.toString(), [...calls.values()], blocks);
      yield part;
    }
  }

  private async complete(request: ModelRequest): Promise<ModelRequest> {
    const { known } = this.chain;
    if (known.size === 0) return request;
    this.found ??= this.ledger.find([...known.values()].flatMap(listKeys));
    const found = await this.found;
    if (found.size === 0) return request;
    return { ...request, messages: request.messages.map((message) => this.withReasoning(message, found)) };
  }

  private withReasoning(message: ModelMessage, found: ReadonlyMap<string, LedgerEntry>): ModelMessage {
    const keys = this.chain.known.get(message);
    if (keys === undefined || message.role !== 'assistant') return message;
    for (const key of listKeys(keys)) {
      const entry = found.get(key.toString('hex'));
      const reasoning = entry === undefined ? [] : reusable(entry, this.descriptor);
      if (reasoning.length > 0) return { ...message, reasoning };
    }
    return message;
  }

  private async keep(content: string, toolCalls: ToolCall[], blocks: OpaqueReasoning[]): Promise<void> {
    const keys = this.chain.next({ role: 'assistant', content, ...(toolCalls.length === 0 ? {} : { toolCalls }) });
    const { provider, upstreamName: model } = this.descriptor;
    if (isWanted(blocks, toolCalls.length)) await this.ledger.keep(listKeys(keys), { provider, model, blocks });
    else this.ledger.keepNothing(keys.history);
  }
}

/** Plain text is wanted back only with the calls of tools that it led to; of other replies no provider takes it. */
function isWanted(blocks: readonly OpaqueReasoning[], calls: number): boolean {
  return calls > 0 ? blocks.length > 0 : blocks.some(({ format }) => format !== 'reasoning-content');
}

function addCall(calls: Map<number, ToolCall>, part: Extract<StreamPart, { type: 'tool-call-delta' }>): void {
  const { index, id = '', name = '', argumentsText } = part;
  const call = calls.get(index);
  if (call === undefined) calls.set(index, { id, name, arguments: argumentsText });
  else call.arguments += argumentsText;
}
