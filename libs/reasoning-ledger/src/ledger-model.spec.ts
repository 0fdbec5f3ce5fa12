import type { ModelMessage, ModelRequest, StreamPart } from '@app/model';
import { ManualClock, ScriptedModel } from '@app/testing';
import { MemoryReasoningLedger } from './adapters/memory/memory-reasoning-ledger';
import { LedgerModel, type TurnLedger } from './ledger-model';
import { MessageKeyChain } from './message-keys';

const owner = { organisationId: 'o', userId: 'u' };
const block = { format: 'anthropic', data: { type: 'thinking', thinking: 'Hm.', signature: 'sig' } } as const;
const ANSWER: StreamPart[] = [
  { type: 'reasoning-start', id: 'r' },
  { type: 'reasoning-delta', id: 'r', text: 'Hm.' },
  { type: 'reasoning-end', id: 'r', opaque: block },
  { type: 'text-delta', text: 'It is ' },
  { type: 'text-delta', text: '408.' },
  { type: 'finish', reason: 'stop' },
];
const CALLS: StreamPart[] = [
  { type: 'reasoning-end', id: 'r', opaque: block },
  { type: 'tool-call-delta', index: 0, id: 'toolu_12345', name: 'f', argumentsText: '{"b":1,' },
  { type: 'tool-call-delta', index: 0, argumentsText: '"a":2}' },
  { type: 'finish', reason: 'tool_calls' },
];

describe('LedgerModel', () => {
  let memory: MemoryReasoningLedger;
  beforeEach(() => (memory = new MemoryReasoningLedger(new ManualClock(), 1_000, 1_000_000)));
  let looked: string[];
  let keptNothing: string[];
  beforeEach(() => (keptNothing = []));
  const ledger: TurnLedger = {
    find: (keys) => {
      looked = keys.map((key) => key.toString('hex'));
      return memory.find(owner, keys);
    },
    keep: (keys, entry) => memory.keep(owner, keys, entry),
    keepNothing: (key) => void keptNothing.push(key.toString('hex')),
  };

  async function call(
    messages: ModelMessage[],
    script: StreamPart[],
    {
      conversationId,
      upstreamName = 'claude-x',
      added = [] as ModelMessage[],
    }: {
      conversationId?: string;
      upstreamName?: string;
      added?: ModelMessage[];
    } = {},
  ): Promise<ModelRequest> {
    const inner = new ScriptedModel(script, { upstreamName, provider: 'p' });
    const model = new LedgerModel(inner, new MessageKeyChain('p', conversationId, messages), ledger);
    const request = { messages: [...added, ...messages], stream: true };
    const parts: StreamPart[] = [];
    for await (const part of model.respond(request, new AbortController().signal)) parts.push(part);
    expect(parts).toEqual(script);
    return inner.requests[0]!;
  }

  const question: ModelMessage = { role: 'user', content: 'What is 17 * 24?' };
  const answer: ModelMessage = { role: 'assistant', content: ' It is 408.\n' };
  const next: ModelMessage = { role: 'user', content: 'And by 2?' };
  const reasoningOf = ({ messages }: ModelRequest) =>
    messages.flatMap((message) => (message.role === 'assistant' ? [message.reasoning] : []));

  it('gives a message back its reasoning when the same history comes again', async () => {
    await call([question], ANSWER);
    expect(reasoningOf(await call([question, answer, next], ANSWER))).toEqual([[block]]);
  });

  it('does so whatever the system prompts are and whatever a strategy adds', async () => {
    await call([{ role: 'system', content: 'A' }, question], ANSWER, {
      added: [{ role: 'system', content: 'Think.' }],
    });
    const added: ModelMessage[] = [{ role: 'system', content: 'B' }];
    expect(reasoningOf(await call([question, answer, next], ANSWER, { added }))).toEqual([[block]]);
  });

  it('keeps plain text for the calls of tools that it led to, and not for other replies, from which nobody takes it', async () => {
    const plain = { format: 'reasoning-content', data: { reasoning_content: 'Hm.' } } as const;
    const thinking = (script: StreamPart[]): StreamPart[] =>
      script.map((part) => (part.type === 'reasoning-end' ? { ...part, opaque: plain } : part));
    const toolCalls = [{ id: 'toolu_12345', name: 'f', arguments: '{"b":1,"a":2}' }];
    const result: ModelMessage = { role: 'tool', toolCallId: 'toolu_12345', content: '3' };

    await call([question], thinking(ANSWER));
    const said = keptNothing;
    expect(reasoningOf(await call([question, answer, next], ANSWER))).toEqual([undefined]);
    expect(said).toEqual(looked);
    await call([question], thinking(CALLS));
    const called: ModelMessage = { role: 'assistant', content: '', toolCalls };
    expect(reasoningOf(await call([question, called, result], ANSWER))).toEqual([[plain]]);
  });

  it('puts it in the place of what a client made of it', async () => {
    await call([question], ANSWER);
    const echoed: ModelMessage = {
      ...answer,
      reasoning: [{ format: 'reasoning-content', data: { reasoning_content: 'Hm' } }],
    };
    expect(reasoningOf(await call([question, echoed, next], ANSWER))).toEqual([[block]]);
  });

  it('gives nothing when anything before differs', async () => {
    await call([question], ANSWER);
    const other: ModelMessage = { role: 'user', content: 'What is 2 * 204?' };
    expect(reasoningOf(await call([other, answer, next], ANSWER))).toEqual([undefined]);
    const changed: ModelMessage = { role: 'assistant', content: 'It is 409.' };
    expect(reasoningOf(await call([question, changed, next], ANSWER))).toEqual([undefined]);
  });

  it('finds calls of tools by their ids, however the client writes the rest', async () => {
    await call([question], CALLS);
    const called: ModelMessage = {
      role: 'assistant',
      content: '',
      toolCalls: [{ id: 'toolu_12345', name: 'f', arguments: '{ "a": 2, "b": 1 }' }],
    };
    const result: ModelMessage = { role: 'tool', toolCallId: 'toolu_12345', content: '1' };
    expect(reasoningOf(await call([question, called, result], ANSWER))).toEqual([[block]]);
    // The history was trimmed: the id alone tells.
    expect(reasoningOf(await call([called, result], ANSWER))).toEqual([[block]]);
  });

  it('finds messages of a conversation although what was before was trimmed', async () => {
    await call([next, answer, question], ANSWER, { conversationId: 'c' });
    const trimmed: ModelMessage[] = [question, answer, next];
    expect(reasoningOf(await call(trimmed, ANSWER, { conversationId: 'c' }))).toEqual([[block]]);
    expect(reasoningOf(await call(trimmed, ANSWER, { conversationId: 'd' }))).toEqual([undefined]);
  });

  it('drops what another model made', async () => {
    await call([question], ANSWER);
    expect(reasoningOf(await call([question, answer, next], ANSWER, { upstreamName: 'claude-y' }))).toEqual([
      undefined,
    ]);
  });
});
