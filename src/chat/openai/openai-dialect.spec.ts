import type { ChatResponse } from '@app/contracts';
import type { TurnEvent, TurnFinish } from '@app/turn';
import { OpenAiDialect } from './openai-dialect';

const response: ChatResponse = {
  id: 'chat_1',
  provider: 'test',
  model: 'test/m',
  strategy: 'native',
  finalAnswer: '42',
  reasoningSteps: [
    { index: 0, thought: 'six', action: 'multiply', timestamp: 0, source: 'native' },
    { index: 1, thought: 'seven', timestamp: 0, source: 'native' },
  ],
  complete: true,
  finishReason: 'stop',
  warnings: [],
  usage: { inputTokens: 3, outputTokens: 5, reasoningTokens: 2 },
  cache: { status: 'bypass' },
  timings: { totalMs: 1, upstreamMs: 1, overheadMs: 0 },
};
const finish: TurnFinish = { type: 'finish', response, toolCalls: [], opaqueReasoning: [] };

const start = (strategy: ChatResponse['strategy']): TurnEvent => ({
  type: 'start',
  id: 'chat_1',
  provider: 'test',
  model: 'test/m',
  strategy,
});

const steps: TurnEvent[] = [
  { type: 'step-start', index: 0, source: 'native', timestamp: 0 },
  { type: 'step-delta', index: 0, field: 'thought', text: 'si' },
  { type: 'step-delta', index: 0, field: 'thought', text: 'x' },
  { type: 'step-delta', index: 0, field: 'action', text: 'multiply' },
  { type: 'step-end', index: 0 },
  { type: 'step-start', index: 1, source: 'native', timestamp: 0 },
  { type: 'step-delta', index: 1, field: 'thought', text: 'seven' },
  { type: 'step-end', index: 1 },
];

interface Chunk {
  choices: {
    delta: { content?: string; reasoning_content?: string; tool_calls?: unknown };
    finish_reason: string | null;
  }[];
  usage?: object | null;
}

function chunksOf(dialect: OpenAiDialect, events: TurnEvent[]): { chunks: Chunk[]; last: string } {
  const data = events.flatMap((event) => dialect.frames(event)).map((frame) => frame.data);
  return { chunks: data.slice(0, -1).map((text) => JSON.parse(text) as Chunk), last: data.at(-1) ?? '' };
}

const joined = (chunks: Chunk[], field: 'content' | 'reasoning_content'): string =>
  chunks.map(({ choices }) => choices[0]?.delta[field] ?? '').join('');

describe('OpenAiDialect', () => {
  it('gives the same reasoning and the same answer streamed and whole', () => {
    const dialect = new OpenAiDialect(1000, false);

    const { chunks, last } = chunksOf(dialect, [
      start('native'),
      ...steps,
      { type: 'answer-delta', text: '4' },
      { type: 'answer-delta', text: '2' },
      finish,
    ]);
    const { message } = dialect.body(finish).choices[0]!;

    expect(joined(chunks, 'content')).toBe(message.content);
    expect(joined(chunks, 'reasoning_content')).toBe(message.reasoning_content);
    expect(message.reasoning_content).toBe('six\nAction: multiply\n\nseven');
    expect(last).toBe('[DONE]');
  });

  it('holds the answer of a prompted strategy until it is final, because the API cannot take text back', () => {
    const { chunks } = chunksOf(new OpenAiDialect(1000, false), [
      start('cot'),
      { type: 'answer-delta', text: '41' },
      { type: 'retract', answer: true },
      { type: 'answer-delta', text: '42' },
      finish,
    ]);

    expect(joined(chunks, 'content')).toBe('42');
  });

  it('fails rather than let reasoning that went out as the answer look right', () => {
    const dialect = new OpenAiDialect(1000, false);
    dialect.frames(start('direct'));
    dialect.frames({ type: 'answer-delta', text: 'secret thought' });

    expect(() => dialect.frames({ type: 'retract', answer: true })).toThrow(/inlineText/);
  });

  it('adds the usage chunk only when it was asked for', () => {
    const without = chunksOf(new OpenAiDialect(1000, false), [start('direct'), finish]).chunks;
    const withUsage = chunksOf(new OpenAiDialect(1000, true), [start('direct'), finish]).chunks;

    expect(without.some((chunk) => 'usage' in chunk)).toBe(false);
    expect(withUsage[0]?.usage).toBeNull();
    expect(withUsage.at(-1)).toMatchObject({
      choices: [],
      usage: {
        prompt_tokens: 3,
        completion_tokens: 5,
        total_tokens: 8,
        completion_tokens_details: { reasoning_tokens: 2 },
      },
    });
  });

  it('says null for usage that the provider did not report', () => {
    const unknown: TurnFinish = { ...finish, response: { ...response, usage: {} } };

    const { chunks } = chunksOf(new OpenAiDialect(1000, true), [start('direct'), unknown]);

    expect(chunks.at(-1)?.usage).toBeNull();
  });

  it('passes tool calls on, with content null when there is no text', () => {
    const calls: TurnFinish = {
      ...finish,
      response: { ...response, finalAnswer: '', finishReason: 'tool_calls' },
      toolCalls: [{ id: 'c1', name: 'get_weather', arguments: '{"city":"Oslo"}' }],
    };
    const expected = { id: 'c1', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Oslo"}' } };

    const choice = new OpenAiDialect(1000, false).body(calls).choices[0]!;
    const { chunks } = chunksOf(new OpenAiDialect(1000, false), [start('direct'), calls]);

    expect(choice).toMatchObject({ finish_reason: 'tool_calls', message: { content: null, tool_calls: [expected] } });
    expect(chunks[1]?.choices[0]?.delta.tool_calls).toEqual([{ index: 0, ...expected }]);
  });

  it('ends a failed stream with the error and no [DONE]', () => {
    const frames = new OpenAiDialect(1000, false).errorFrames({
      error: { type: 'provider_error', code: 'provider_timeout', message: 'm', requestId: 'r', docs: 'd' },
    });

    expect(frames).toHaveLength(1);
    expect(JSON.parse(frames[0]!.data)).toMatchObject({ error: { code: 'provider_timeout' } });
  });
});
