import type { StreamPart } from '@app/model';
import { settledParts } from '../testing/settled-parts';
import { createWireDecoder } from './create-wire-decoder';
import { WIRE_DIALECTS, type WireDialect } from './wire-decoder';

interface Example {
  dialect: WireDialect;
  /** What the reply shows. */
  of: string;
  stream: object[];
  whole: unknown;
  parts: StreamPart[];
}

const geminiParts = (parts: object[], more: object = {}): object => ({
  candidates: [{ content: { role: 'model', parts }, ...more }],
});

const EXAMPLES: Example[] = [
  {
    dialect: 'gemini',
    of: 'thoughts whose signature comes on an empty last part',
    stream: [
      geminiParts([{ text: 'Count ', thought: true }]),
      geminiParts([{ text: 'them.', thought: true }]),
      geminiParts([{ text: 'Th' }]),
      geminiParts([{ text: 'ree' }]),
      {
        ...geminiParts([{ text: '', thoughtSignature: 'c2ln' }], { finishReason: 'STOP' }),
        usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 2, thoughtsTokenCount: 30, totalTokenCount: 41 },
      },
    ],
    whole: {
      ...geminiParts(
        [{ text: 'Count them.', thought: true }, { text: 'Three' }, { text: '', thoughtSignature: 'c2ln' }],
        { finishReason: 'STOP' },
      ),
      usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 2, thoughtsTokenCount: 30, totalTokenCount: 41 },
    },
    parts: [
      { type: 'reasoning-start', id: 'r0' },
      { type: 'reasoning-delta', id: 'r0', text: 'Count them.' },
      { type: 'text-delta', text: 'Three' },
      {
        type: 'reasoning-end',
        id: 'r0',
        opaque: { format: 'gemini', data: { text: '', thoughtSignature: 'c2ln' } },
      },
      { type: 'usage', usage: { inputTokens: 9, outputTokens: 32, reasoningTokens: 30 } },
      { type: 'finish', reason: 'stop' },
    ],
  },
  {
    dialect: 'gemini',
    of: 'a tool call that carries the signature',
    stream: [
      geminiParts([{ text: 'Look it up.', thought: true }]),
      geminiParts([{ functionCall: { name: 'find', args: { q: 'x' } }, thoughtSignature: 's1' }], {
        finishReason: 'STOP',
      }),
    ],
    whole: geminiParts(
      [
        { text: 'Look it up.', thought: true },
        { functionCall: { name: 'find', args: { q: 'x' } }, thoughtSignature: 's1' },
      ],
      { finishReason: 'STOP' },
    ),
    parts: [
      { type: 'reasoning-start', id: 'r0' },
      { type: 'reasoning-delta', id: 'r0', text: 'Look it up.' },
      {
        type: 'reasoning-end',
        id: 'r0',
        opaque: {
          format: 'gemini',
          data: { functionCall: { name: 'find', args: { q: 'x' } }, thoughtSignature: 's1' },
        },
      },
      { type: 'tool-call-delta', index: 0, id: 'call_0', name: 'find', argumentsText: '{"q":"x"}' },
      { type: 'finish', reason: 'tool_calls' },
    ],
  },
  {
    dialect: 'gemini',
    of: 'a signature without thoughts',
    stream: [geminiParts([{ text: 'Three', thoughtSignature: 's' }], { finishReason: 'MAX_TOKENS' })],
    whole: geminiParts([{ text: 'Three', thoughtSignature: 's' }], { finishReason: 'MAX_TOKENS' }),
    parts: [
      { type: 'reasoning-start', id: 'r0' },
      {
        type: 'reasoning-end',
        id: 'r0',
        redacted: true,
        opaque: { format: 'gemini', data: { text: 'Three', thoughtSignature: 's' } },
      },
      { type: 'text-delta', text: 'Three' },
      { type: 'finish', reason: 'length' },
    ],
  },
  {
    dialect: 'cohere',
    of: 'thinking, text and a tool call',
    stream: [
      { type: 'message-start', delta: { message: { role: 'assistant', content: [] } } },
      { type: 'content-start', index: 0, delta: { message: { content: { type: 'thinking', thinking: '' } } } },
      { type: 'content-delta', index: 0, delta: { message: { content: { thinking: 'Add ' } } } },
      { type: 'content-delta', index: 0, delta: { message: { content: { thinking: 'them.' } } } },
      { type: 'content-end', index: 0 },
      { type: 'content-start', index: 1, delta: { message: { content: { type: 'text', text: '' } } } },
      { type: 'content-delta', index: 1, delta: { message: { content: { text: 'It is 9.' } } } },
      { type: 'content-end', index: 1 },
      {
        type: 'tool-call-start',
        index: 0,
        delta: { message: { tool_calls: { id: 't1', type: 'function', function: { name: 'add', arguments: '' } } } },
      },
      { type: 'tool-call-delta', index: 0, delta: { message: { tool_calls: { function: { arguments: '{"a":4}' } } } } },
      { type: 'tool-call-end', index: 0 },
      {
        type: 'message-end',
        delta: {
          finish_reason: 'TOOL_CALL',
          usage: { tokens: { input_tokens: 20, output_tokens: 7 }, cached_tokens: 16 },
        },
      },
    ],
    whole: {
      message: {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'Add them.' },
          { type: 'text', text: 'It is 9.' },
        ],
        tool_calls: [{ id: 't1', type: 'function', function: { name: 'add', arguments: '{"a":4}' } }],
      },
      finish_reason: 'TOOL_CALL',
      usage: { billed_units: { input_tokens: 4 }, tokens: { input_tokens: 20, output_tokens: 7 }, cached_tokens: 16 },
    },
    parts: [
      { type: 'reasoning-start', id: 'r0' },
      { type: 'reasoning-delta', id: 'r0', text: 'Add them.' },
      {
        type: 'reasoning-end',
        id: 'r0',
        opaque: { format: 'cohere', data: { type: 'thinking', thinking: 'Add them.' } },
      },
      { type: 'text-delta', text: 'It is 9.' },
      { type: 'tool-call-delta', index: 0, id: 't1', name: 'add', argumentsText: '{"a":4}' },
      { type: 'usage', usage: { inputTokens: 20, outputTokens: 7, cachedInputTokens: 16 } },
      { type: 'finish', reason: 'tool_calls' },
    ],
  },
  {
    dialect: 'cohere',
    of: 'a plan before a tool call',
    stream: [
      { type: 'tool-plan-delta', delta: { message: { tool_plan: 'I will ' } } },
      { type: 'tool-plan-delta', delta: { message: { tool_plan: 'search.' } } },
      {
        type: 'tool-call-start',
        index: 0,
        delta: { message: { tool_calls: { id: 't1', function: { name: 'find', arguments: '{}' } } } },
      },
      { type: 'message-end', delta: { finish_reason: 'TOOL_CALL' } },
    ],
    whole: {
      message: { tool_plan: 'I will search.', tool_calls: [{ id: 't1', function: { name: 'find', arguments: '{}' } }] },
      finish_reason: 'TOOL_CALL',
    },
    parts: [
      { type: 'reasoning-start', id: 'r0' },
      { type: 'reasoning-delta', id: 'r0', text: 'I will search.' },
      {
        type: 'reasoning-end',
        id: 'r0',
        opaque: { format: 'cohere', data: { type: 'thinking', thinking: 'I will search.' } },
      },
      { type: 'tool-call-delta', index: 0, id: 't1', name: 'find', argumentsText: '{}' },
      { type: 'finish', reason: 'tool_calls' },
    ],
  },
  {
    dialect: 'ollama',
    of: 'a chat with thinking and counts',
    stream: [
      { message: { role: 'assistant', content: '', thinking: 'Add ' }, done: false },
      { message: { role: 'assistant', content: '', thinking: 'them.' }, done: false },
      { message: { role: 'assistant', content: 'It ' }, done: false },
      { message: { role: 'assistant', content: 'is 9.' }, done: false },
      {
        message: { role: 'assistant', content: '' },
        done: true,
        done_reason: 'stop',
        prompt_eval_count: 8,
        eval_count: 6,
      },
    ],
    whole: {
      message: { role: 'assistant', thinking: 'Add them.', content: 'It is 9.' },
      done: true,
      done_reason: 'stop',
      prompt_eval_count: 8,
      eval_count: 6,
    },
    parts: [
      { type: 'reasoning-start', id: 'r0' },
      { type: 'reasoning-delta', id: 'r0', text: 'Add them.' },
      { type: 'reasoning-end', id: 'r0', opaque: { format: 'ollama', data: { thinking: 'Add them.' } } },
      { type: 'text-delta', text: 'It is 9.' },
      { type: 'usage', usage: { inputTokens: 8, outputTokens: 6 } },
      { type: 'finish', reason: 'stop' },
    ],
  },
  {
    dialect: 'ollama',
    of: 'tool calls with arguments as an object',
    stream: [
      { message: { content: '', tool_calls: [{ function: { name: 'add', arguments: { a: 4 } } }] }, done: false },
      { message: { content: '' }, done: true, done_reason: 'stop' },
    ],
    whole: {
      message: { content: '', tool_calls: [{ function: { name: 'add', arguments: { a: 4 } } }] },
      done: true,
      done_reason: 'stop',
    },
    parts: [
      { type: 'tool-call-delta', index: 0, id: 'call_0', name: 'add', argumentsText: '{"a":4}' },
      { type: 'finish', reason: 'tool_calls' },
    ],
  },
  {
    dialect: 'ollama',
    of: 'a generated text',
    stream: [
      { thinking: 'Hm.', response: '', done: false },
      { response: 'Blue', done: false },
      { response: '', done: true, done_reason: 'length' },
    ],
    whole: { thinking: 'Hm.', response: 'Blue', done: true, done_reason: 'length' },
    parts: [
      { type: 'reasoning-start', id: 'r0' },
      { type: 'reasoning-delta', id: 'r0', text: 'Hm.' },
      { type: 'reasoning-end', id: 'r0', opaque: { format: 'ollama', data: { thinking: 'Hm.' } } },
      { type: 'text-delta', text: 'Blue' },
      { type: 'finish', reason: 'length' },
    ],
  },
  {
    dialect: 'bedrock',
    of: 'signed and redacted reasoning, text, a tool call and counts after the stop',
    stream: [
      { messageStart: { role: 'assistant' } },
      { contentBlockDelta: { contentBlockIndex: 0, delta: { reasoningContent: { text: 'Add ' } } } },
      { contentBlockDelta: { contentBlockIndex: 0, delta: { reasoningContent: { text: 'them.' } } } },
      { contentBlockDelta: { contentBlockIndex: 0, delta: { reasoningContent: { signature: 'c2ln' } } } },
      { contentBlockStop: { contentBlockIndex: 0 } },
      { contentBlockDelta: { contentBlockIndex: 1, delta: { reasoningContent: { redactedContent: 'b3A=' } } } },
      { contentBlockStop: { contentBlockIndex: 1 } },
      { contentBlockDelta: { contentBlockIndex: 2, delta: { text: 'It is ' } } },
      { contentBlockDelta: { contentBlockIndex: 2, delta: { text: '9.' } } },
      { contentBlockStop: { contentBlockIndex: 2 } },
      { contentBlockStart: { contentBlockIndex: 3, start: { toolUse: { toolUseId: 't1', name: 'add' } } } },
      { contentBlockDelta: { contentBlockIndex: 3, delta: { toolUse: { input: '{"a"' } } } },
      { contentBlockDelta: { contentBlockIndex: 3, delta: { toolUse: { input: ':4}' } } } },
      { contentBlockStop: { contentBlockIndex: 3 } },
      { messageStop: { stopReason: 'tool_use' } },
      {
        metadata: { usage: { inputTokens: 10, outputTokens: 20, cacheReadInputTokens: 5 }, metrics: { latencyMs: 1 } },
      },
    ],
    whole: {
      output: {
        message: {
          role: 'assistant',
          content: [
            { reasoningContent: { reasoningText: { text: 'Add them.', signature: 'c2ln' } } },
            { reasoningContent: { redactedContent: 'b3A=' } },
            { text: 'It is 9.' },
            { toolUse: { toolUseId: 't1', name: 'add', input: { a: 4 } } },
          ],
        },
      },
      stopReason: 'tool_use',
      usage: { inputTokens: 10, outputTokens: 20, cacheReadInputTokens: 5 },
    },
    parts: [
      { type: 'reasoning-start', id: 'r0' },
      { type: 'reasoning-delta', id: 'r0', text: 'Add them.' },
      {
        type: 'reasoning-end',
        id: 'r0',
        opaque: { format: 'bedrock', data: { text: 'Add them.', signature: 'c2ln' } },
      },
      { type: 'reasoning-start', id: 'r1' },
      {
        type: 'reasoning-end',
        id: 'r1',
        redacted: true,
        opaque: { format: 'bedrock', data: { redactedContent: 'b3A=' } },
      },
      { type: 'text-delta', text: 'It is 9.' },
      { type: 'tool-call-delta', index: 0, id: 't1', name: 'add', argumentsText: '{"a":4}' },
      { type: 'usage', usage: { inputTokens: 15, outputTokens: 20, cachedInputTokens: 5 } },
      { type: 'finish', reason: 'tool_calls' },
    ],
  },
];

function streamed({ dialect, stream }: Example): StreamPart[] {
  const decoder = createWireDecoder(dialect);
  const parts = stream.flatMap((event) => decoder.push(event));
  expect(decoder.finished).toBe(true);
  return [...parts, ...decoder.end()];
}

function failureOf(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}

describe('createWireDecoder', () => {
  it.each(WIRE_DIALECTS)('makes a decoder for %s that has not finished yet', (dialect) => {
    const decoder = createWireDecoder(dialect, 'mine');

    expect([decoder.finished, decoder.end()]).toEqual([false, []]);
  });

  describe.each(EXAMPLES.map((example) => [`${example.dialect}: ${example.of}`, example] as const))(
    '%s',
    (_, example) => {
      it('reads the stream', () => {
        expect(settledParts(streamed(example))).toEqual(example.parts);
      });

      it('reads the whole reply to the same parts', () => {
        const decoder = createWireDecoder(example.dialect);

        expect(settledParts(decoder.pushWhole(example.whole))).toEqual(example.parts);
        expect(decoder.end()).toEqual([]);
      });
    },
  );

  it.each([
    ['gemini', { promptFeedback: { blockReason: 'SAFETY' } }, 'content_filtered'],
    ['gemini', { error: { code: 429, status: 'RESOURCE_EXHAUSTED', message: 'x' } }, 'provider_rate_limited'],
    ['cohere', { type: 'message-end', delta: { finish_reason: 'ERROR' } }, 'provider_unavailable'],
    ['cohere', { type: 'message-end', delta: { finish_reason: 'TIMEOUT' } }, 'provider_timeout'],
    ['ollama', { error: 'an error was encountered while running the model' }, 'provider_unavailable'],
    ['bedrock', { throttlingException: { message: 'x' } }, 'provider_rate_limited'],
    ['bedrock', { modelStreamErrorException: { message: 'x' } }, 'provider_unavailable'],
  ] as const)('throws the failure that a %s stream reports: %j', (dialect, event, code) => {
    expect(failureOf(() => createWireDecoder(dialect, 'mine').push(event))).toMatchObject({ code, provider: 'mine' });
  });

  it.each(['gemini', 'cohere', 'ollama', 'bedrock'] as const)('refuses what cannot be a reply of %s', (dialect) => {
    for (const value of [null, 'text', 7, []]) {
      expect(failureOf(() => createWireDecoder(dialect).push(value))).toMatchObject({
        code: 'provider_invalid_response',
      });
    }
  });

  it.each(['gemini', 'cohere', 'ollama', 'bedrock'] as const)('passes over what it does not know of %s', (dialect) => {
    expect(createWireDecoder(dialect).push({ type: 'news', something: { new: true } })).toEqual([]);
  });
});
