import { collectParts, decodeEvents, decodeWhole } from '../testing/collect-parts';
import { describeDecoderContract } from '../testing/describe-decoder-contract';
import { thrownBy } from '../testing/thrown-by';
import { OpenAiChatDecoder } from './openai-chat-decoder';

const make = () => new OpenAiChatDecoder('unit');
const delta = (fields: object, finish: string | null = null) => ({
  choices: [{ index: 0, delta: fields, finish_reason: finish }],
});
const whole = (message: object, finish: string | null = 'stop') => ({
  choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: finish }],
});
const content = (field: string, text: string) => ({ format: 'reasoning-content' as const, data: { [field]: text } });
const textOf = (...events: unknown[]) => decodeEvents(make(), events).text;

describeDecoderContract('OpenAiChatDecoder', make, {
  'DeepSeek, null and empty fields around': {
    events: [
      delta({ role: 'assistant', content: null, reasoning_content: '' }),
      delta({ content: null, reasoning_content: 'Größe ' }),
      delta({ content: null, reasoning_content: '🍓?' }),
      delta({ content: 'Drei 🍓', reasoning_content: null }),
      delta({ content: '', reasoning_content: null }, 'stop'),
      { choices: [], usage: { prompt_tokens: 5, completion_tokens: 4, prompt_cache_hit_tokens: 3 } },
    ],
    whole: {
      ...whole({ content: 'Drei 🍓', reasoning_content: 'Größe 🍓?' }),
      usage: { prompt_tokens: 5, completion_tokens: 4, prompt_cache_hit_tokens: 3 },
    },
    expected: {
      text: 'Drei 🍓',
      blocks: [{ text: 'Größe 🍓?', opaque: content('reasoning_content', 'Größe 🍓?') }],
      toolCalls: [],
      usage: { inputTokens: 5, outputTokens: 4, cachedInputTokens: 3 },
      finish: 'stop',
    },
  },
  'a gateway that sends both names with the same text': {
    events: [delta({ reasoning: 'abc', reasoning_content: 'abc' }), delta({ content: 'd' }, 'stop')],
    whole: whole({ reasoning: 'abc', reasoning_content: 'abc', content: 'd' }),
    expected: {
      text: 'd',
      blocks: [{ text: 'abc', opaque: content('reasoning', 'abc') }],
      toolCalls: [],
      usage: {},
      finish: 'stop',
    },
  },
  'OpenRouter, details in pieces with a signature': {
    events: [
      delta({ reasoning: 'be', reasoning_details: [{ type: 'reasoning.text', text: 'be', index: 0, format: 'f' }] }),
      delta({ reasoning: 'cause', reasoning_details: [{ type: 'reasoning.text', text: 'cause', index: 0 }] }),
      delta({ reasoning: null, reasoning_details: [{ type: 'reasoning.text', signature: 's1', index: 0, text: '' }] }),
      delta({ reasoning_details: [{ type: 'reasoning.encrypted', data: 'e1', index: 1 }] }),
      delta({ content: 'so' }, 'stop'),
    ],
    whole: whole({
      reasoning: 'because',
      content: 'so',
      reasoning_details: [
        { type: 'reasoning.text', text: 'because', index: 0, format: 'f', signature: 's1' },
        { type: 'reasoning.encrypted', data: 'e1', index: 1 },
      ],
    }),
    expected: {
      text: 'so',
      blocks: [
        {
          text: 'because',
          opaque: {
            format: 'reasoning-details',
            data: {
              reasoning_details: [
                { type: 'reasoning.text', text: 'because', index: 0, format: 'f', signature: 's1' },
                { type: 'reasoning.encrypted', data: 'e1', index: 1 },
              ],
            },
          },
        },
      ],
      toolCalls: [],
      usage: {},
      finish: 'stop',
    },
  },
  'details that are encrypted only, which is a withheld block': {
    events: [
      delta({ reasoning_details: [{ type: 'reasoning.encrypted', data: 'e' }] }),
      delta({ content: 'a' }, 'stop'),
    ],
    whole: whole({ content: 'a', reasoning_details: [{ type: 'reasoning.encrypted', data: 'e' }] }),
    expected: {
      text: 'a',
      blocks: [
        {
          text: '',
          redacted: true,
          opaque: {
            format: 'reasoning-details',
            data: { reasoning_details: [{ type: 'reasoning.encrypted', data: 'e' }] },
          },
        },
      ],
      toolCalls: [],
      usage: {},
      finish: 'stop',
    },
  },
  'reasoning, two tool calls in pieces, hidden usage': {
    events: [
      delta({ reasoning: 'look' }),
      delta({ tool_calls: [{ index: 0, id: 'c1', type: 'function', function: { name: 'look', arguments: '' } }] }),
      delta({ tool_calls: [{ index: 0, function: { arguments: '{"a"' } }] }),
      delta({ tool_calls: [{ index: 0, function: { arguments: ':1}' } }] }),
      delta({ tool_calls: [{ index: 1, id: 'c2', function: { name: 'see', arguments: '{}' } }] }),
      delta({}, 'tool_calls'),
      {
        choices: [],
        usage: {
          prompt_tokens: 5,
          completion_tokens: 80,
          prompt_tokens_details: { cached_tokens: 4, cache_write_tokens: 1 },
          completion_tokens_details: { reasoning_tokens: 64 },
        },
      },
    ],
    expected: {
      text: '',
      blocks: [{ text: 'look', opaque: content('reasoning', 'look') }],
      toolCalls: [
        { id: 'c1', name: 'look', arguments: '{"a":1}' },
        { id: 'c2', name: 'see', arguments: '{}' },
      ],
      usage: { inputTokens: 5, outputTokens: 80, reasoningTokens: 64, cachedInputTokens: 4, cacheWriteTokens: 1 },
      finish: 'tool_calls',
    },
  },
});

describe('OpenAiChatDecoder', () => {
  it('reads an empty answer', () => {
    expect(decodeEvents(make(), [delta({ role: 'assistant', content: '' }), delta({}, 'length')])).toEqual({
      text: '',
      blocks: [],
      toolCalls: [],
      usage: {},
      finish: 'length',
    });
  });

  it('opens a second block for reasoning after text', () => {
    const { blocks, text } = decodeEvents(make(), [
      delta({ reasoning: 'a' }),
      delta({ content: 'b' }),
      delta({ reasoning: 'c' }),
      delta({ content: 'd' }, 'stop'),
    ]);
    expect(blocks.map((block) => block.text)).toEqual(['a', 'c']);
    expect(text).toBe('bd');
  });

  it('gives a refusal as text', () => {
    expect(textOf(delta({ refusal: 'I can' }), delta({ refusal: 'not.' }, 'stop'))).toBe('I cannot.');
    expect(decodeWhole(make(), whole({ content: null, refusal: 'I cannot.' })).text).toBe('I cannot.');
  });

  it('reads only the first choice', () => {
    const other = { choices: [{ index: 1, delta: { content: 'other' }, finish_reason: 'stop' }] };
    const decoder = make();
    decoder.push(other);
    expect(decoder.finished).toBe(false);
    expect(textOf(other, delta({ content: 'mine' }, 'stop'))).toBe('mine');
  });

  it('takes a choice without an index, and a message in place of a delta, for the reply', () => {
    expect(textOf({ choices: [{ message: { content: 'a' }, finish_reason: 'stop' }] })).toBe('a');
  });

  it.each([
    ['stop', 'stop'],
    ['eos_token', 'stop'],
    ['length', 'length'],
    ['model_length', 'length'],
    ['content_filter', 'content_filter'],
    ['function_call', 'tool_calls'],
    ['__proto__', 'other'],
  ])('maps the finish reason %s to %s', (wire, reason) => {
    expect(decodeEvents(make(), [delta({ content: 'a' }, wire)]).finish).toBe(reason);
  });

  it('says that tools were called where the server only says that it stopped', () => {
    const call = { function: { name: 'look', arguments: '{}' } };
    expect(decodeEvents(make(), [delta({ tool_calls: [call] }, 'stop')]).finish).toBe('tool_calls');
  });

  it.each([
    ['insufficient_system_resource', 'provider_overloaded'],
    ['error', 'provider_unavailable'],
    ['abort', 'provider_unavailable'],
  ])('throws for the finish reason %s, by which a provider gives up', (reason, code) => {
    expect(thrownBy(() => make().push(delta({}, reason)))).toMatchObject({ code, retryable: true });
  });

  it.each([
    [{ error: { message: 'm', type: 'rate_limit_exceeded' } }, 'provider_rate_limited'],
    [{ error: { message: 'overloaded', code: 529 } }, 'provider_overloaded'],
    [{ error: { message: 'maximum context length is 10 tokens', code: 400 } }, 'context_length_exceeded'],
    [{ error: 'worker died' }, 'provider_unavailable'],
    [{ object: 'error', message: 'm', type: 'BadRequestError', code: 400 }, 'provider_rejected'],
  ])('throws for %j inside a stream', (event, code) => {
    expect(thrownBy(() => make().push(event))).toMatchObject({ code });
  });

  it.each([[null], [[]], ['text'], [4]])('refuses the event %j', (event) => {
    expect(thrownBy(() => make().push(event))).toMatchObject({ code: 'provider_invalid_response' });
  });

  it.each([[{}], [{ choices: [] }], [{ choices: [{ index: 0, text: 'old completions' }] }]])(
    'refuses the whole reply %j',
    (body) => {
      expect(thrownBy(() => make().pushWhole(body))).toMatchObject({ code: 'provider_invalid_response' });
    },
  );

  it('passes over what it does not know', () => {
    const odd = [{}, { choices: null }, { choices: [null, 1] }, { prompt_filter_results: [] }, delta({ audio: {} })];
    expect(decodeEvents(make(), [...odd, delta({ content: 'a' }, 'stop')])).toMatchObject({ text: 'a', blocks: [] });
  });

  it('keeps names of prototype members as plain data', () => {
    const event = JSON.parse(
      '{"choices":[{"index":0,"delta":{"__proto__":{"content":"x"},"constructor":"y"}}]}',
    ) as object;
    expect(make().push(event)).toEqual([]);
    expect(({} as Record<string, unknown>)['content']).toBeUndefined();
  });

  it('leaves unknown counts of usage absent', () => {
    const usage = { prompt_tokens: -5, completion_tokens: 'many', total_tokens: null };
    expect(decodeEvents(make(), [delta({ content: 'a' }, 'stop'), { choices: [], usage }]).usage).toEqual({});
  });

  it('adds reasoning to the reply tokens of a provider that counts them apart', () => {
    const usage = {
      prompt_tokens: 10,
      completion_tokens: 5,
      total_tokens: 115,
      completion_tokens_details: { reasoning_tokens: 100 },
    };
    expect(decodeEvents(make(), [{ choices: [], usage }]).usage).toMatchObject({
      outputTokens: 105,
      reasoningTokens: 100,
    });
  });

  it('ends a cut off reply without a finish, its block closed', () => {
    const decoder = make();
    const parts = [...decoder.push(delta({ reasoning: 'half' })), ...decoder.end()];
    expect(collectParts(parts)).toMatchObject({ blocks: [{ text: 'half' }], finish: undefined });
    expect(decoder.finished).toBe(false);
    expect(decoder.end()).toEqual([]);
  });
});
