import type { StreamPart } from '@app/model';
import { settledParts } from '../testing/settled-parts';
import { AnthropicDecoder } from './anthropic-decoder';

const start = (block: object, index = 0): object => ({ type: 'content_block_start', index, content_block: block });
const delta = (change: object, index = 0): object => ({ type: 'content_block_delta', index, delta: change });
const stop = (index = 0): object => ({ type: 'content_block_stop', index });

function decode(events: object[]): { parts: StreamPart[]; finished: boolean } {
  const decoder = new AnthropicDecoder();
  const parts = events.flatMap((event) => decoder.push(event));
  return { parts: [...parts, ...decoder.end()], finished: decoder.finished };
}

const THINKING = { type: 'thinking', thinking: 'Four plus five is nine.', signature: 'c2ln' };
const WHOLE = {
  id: 'msg_1',
  content: [
    THINKING,
    { type: 'redacted_thinking', data: 'b3BhcXVl' },
    { type: 'text', text: 'It is 9.' },
    { type: 'tool_use', id: 'toolu_1', name: 'check', input: { sum: 9 } },
  ],
  stop_reason: 'tool_use',
  usage: {
    input_tokens: 20,
    cache_read_input_tokens: 100,
    cache_creation_input_tokens: 30,
    output_tokens: 44,
    output_tokens_details: { thinking_tokens: 25 },
  },
};
const STREAM = [
  {
    type: 'message_start',
    message: {
      content: [],
      stop_reason: null,
      usage: {
        input_tokens: 20,
        cache_read_input_tokens: 100,
        cache_creation_input_tokens: 30,
        output_tokens: 1,
      },
    },
  },
  start({ type: 'thinking', thinking: '', signature: '' }),
  { type: 'ping' },
  delta({ type: 'thinking_delta', thinking: 'Four plus ' }),
  delta({ type: 'thinking_delta', thinking: 'five is nine.' }),
  delta({ type: 'thinking_delta', thinking: '' }),
  delta({ type: 'signature_delta', signature: 'c2ln' }),
  stop(),
  start({ type: 'redacted_thinking', data: 'b3BhcXVl' }, 1),
  stop(1),
  start({ type: 'text', text: '' }, 2),
  delta({ type: 'text_delta', text: 'It is ' }, 2),
  delta({ type: 'text_delta', text: '9.' }, 2),
  stop(2),
  start({ type: 'tool_use', id: 'toolu_1', name: 'check', input: {} }, 3),
  delta({ type: 'input_json_delta', partial_json: '' }, 3),
  delta({ type: 'input_json_delta', partial_json: '{"sum"' }, 3),
  delta({ type: 'input_json_delta', partial_json: ':9}' }, 3),
  stop(3),
  {
    type: 'message_delta',
    delta: { stop_reason: 'tool_use' },
    usage: { output_tokens: 44, output_tokens_details: { thinking_tokens: 25 }, input_tokens: null },
  },
  { type: 'message_stop' },
];

describe('AnthropicDecoder', () => {
  it('gives the same parts for a streamed and for a whole reply', () => {
    const whole = new AnthropicDecoder();
    const streamed = decode(STREAM);

    expect(settledParts(streamed.parts)).toEqual(settledParts(whole.pushWhole(WHOLE)));
    expect(streamed.finished).toBe(true);
    expect(whole.finished).toBe(true);
  });

  it('keeps signed and redacted thinking blocks unmodified', () => {
    const ends = decode(STREAM).parts.filter((part) => part.type === 'reasoning-end');

    expect(ends).toEqual([
      { type: 'reasoning-end', id: 'r0', opaque: { format: 'anthropic', data: THINKING } },
      {
        type: 'reasoning-end',
        id: 'r1',
        redacted: true,
        opaque: { format: 'anthropic', data: { type: 'redacted_thinking', data: 'b3BhcXVl' } },
      },
    ]);
  });

  it('keeps fields of a thinking block that it does not know', () => {
    const block = { type: 'thinking', thinking: '', signature: '', origin: 'x' };
    const { parts } = decode([start(block), delta({ type: 'signature_delta', signature: 'cw==' }), stop()]);

    expect(parts.at(-1)).toMatchObject({ redacted: true, opaque: { data: { ...block, signature: 'cw==' } } });
  });

  it('counts the cached parts of the prompt as part of the prompt, and never the first guess of the output', () => {
    const usages = decode(STREAM).parts.filter((part) => part.type === 'usage');

    expect(usages.map(({ usage }) => usage)).toEqual([
      { inputTokens: 150, cachedInputTokens: 100, cacheWriteTokens: 30 },
      { inputTokens: 150, cachedInputTokens: 100, cacheWriteTokens: 30, outputTokens: 44, reasoningTokens: 25 },
    ]);
  });

  it.each([
    ['end_turn', 'stop'],
    ['stop_sequence', 'stop'],
    ['tool_use', 'tool_calls'],
    ['max_tokens', 'length'],
    ['model_context_window_exceeded', 'length'],
    ['refusal', 'content_filter'],
    ['pause_turn', 'other'],
    ['something_new', 'other'],
  ])('reads the stop reason %s as %s', (stopReason, reason) => {
    const { parts } = decode([{ type: 'message_delta', delta: { stop_reason: stopReason } }, { type: 'message_stop' }]);

    expect(parts).toEqual([{ type: 'finish', reason }]);
  });

  it('takes a known stop reason for the end when the stop event never comes', () => {
    const { parts, finished } = decode([{ type: 'message_delta', delta: { stop_reason: 'end_turn' } }]);

    expect({ parts, finished }).toEqual({ parts: [{ type: 'finish', reason: 'stop' }], finished: true });
  });

  it('closes an unfinished thinking block without offering it for a later turn', () => {
    const { parts, finished } = decode(STREAM.slice(0, 5));

    expect(parts.at(-1)).toEqual({ type: 'reasoning-end', id: 'r0' });
    expect(finished).toBe(false);
  });

  it('throws the typed error that the stream reports', () => {
    const failure = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };

    expect(() => decode([failure])).toThrow(
      expect.objectContaining({ code: 'provider_overloaded', retryable: true }) as Error,
    );
  });

  it.each([[[]], [{ type: 'message' }], ['text'], [null]])('refuses %j as a whole reply', (body) => {
    expect(() => new AnthropicDecoder().pushWhole(body)).toThrow(
      expect.objectContaining({ code: 'provider_invalid_response' }) as Error,
    );
  });

  it('passes over events, blocks and deltas it does not know', () => {
    const { parts } = decode([
      { type: 'new_event' },
      start({ type: 'server_tool_use', id: 's', name: 'web_search', input: {} }),
      delta({ type: 'input_json_delta', partial_json: '{}' }),
      delta({ type: 'citations_delta', citation: {} }),
      stop(),
    ]);

    expect(parts).toEqual([]);
  });
});
