import { collectParts, decodeEvents, decodeWhole } from '../testing/collect-parts';
import { describeDecoderContract } from '../testing/describe-decoder-contract';
import { thrownBy } from '../testing/thrown-by';
import { OpenAiResponsesDecoder } from './openai-responses-decoder';

const make = () => new OpenAiResponsesDecoder();
const completed = (fields: object = {}) => ({
  type: 'response.completed',
  response: { status: 'completed', ...fields },
});
const done = (item: object, output_index: number) => ({ type: 'response.output_item.done', output_index, item });
const added = (item: object, output_index: number) => ({ type: 'response.output_item.added', output_index, item });
const summaryDelta = (index: number, delta: string) => ({
  type: 'response.reasoning_summary_text.delta',
  item_id: 'rs_1',
  output_index: 0,
  summary_index: index,
  delta,
});
const textDelta = (delta: string) => ({
  type: 'response.output_text.delta',
  item_id: 'msg_1',
  output_index: 1,
  content_index: 0,
  delta,
});
const summaries = (...texts: string[]) => texts.map((text) => ({ type: 'summary_text', text }));
const reasoning = (fields: object = {}) => ({ id: 'rs_1', type: 'reasoning', summary: [], ...fields });
const message = (text: string) => ({ id: 'msg_1', type: 'message', content: [{ type: 'output_text', text }] });
const opaque = (data: object) => ({ format: 'openai-responses' as const, data: data as Record<string, never> });

const twoParts = reasoning({ summary: summaries('**One** a', '**Two** b'), encrypted_content: 'gA2' });
const openText = reasoning({ content: [{ type: 'reasoning_text', text: 'raw thought' }] });
const call = { id: 'fc_1', type: 'function_call', call_id: 'call_1', name: 'look', arguments: '{"in":"Oslo"}' };

describeDecoderContract('OpenAiResponsesDecoder', make, {
  'two summary parts are two blocks, the item goes with the last': {
    events: [
      { type: 'response.created', response: { status: 'in_progress' } },
      added(reasoning({ encrypted_content: 'incomplete' }), 0),
      { type: 'response.reasoning_summary_part.added', item_id: 'rs_1', output_index: 0, summary_index: 0 },
      summaryDelta(0, '**One**'),
      summaryDelta(0, ' a'),
      { ...summaryDelta(0, ''), type: 'response.reasoning_summary_text.done', text: '**One** a' },
      summaryDelta(1, '**Two** b'),
      done(twoParts, 0),
      textDelta('It is '),
      textDelta('4 €.'),
      done(message('It is 4 €.'), 1),
      completed({
        usage: {
          input_tokens: 9,
          output_tokens: 70,
          input_tokens_details: { cached_tokens: 8, cache_write_tokens: 1 },
          output_tokens_details: { reasoning_tokens: 64 },
        },
      }),
    ],
    whole: {
      status: 'completed',
      output: [twoParts, message('It is 4 €.')],
      usage: {
        input_tokens: 9,
        output_tokens: 70,
        input_tokens_details: { cached_tokens: 8, cache_write_tokens: 1 },
        output_tokens_details: { reasoning_tokens: 64 },
      },
    },
    expected: {
      text: 'It is 4 €.',
      blocks: [
        { text: '**One** a', summary: true },
        { text: '**Two** b', summary: true, opaque: opaque(twoParts) },
      ],
      toolCalls: [],
      usage: { inputTokens: 9, outputTokens: 70, reasoningTokens: 64, cachedInputTokens: 8, cacheWriteTokens: 1 },
      finish: 'stop',
    },
  },
  'reasoning text of an open-weight server, then a function call': {
    events: [
      {
        type: 'response.reasoning_text.delta',
        item_id: 'rs_1',
        output_index: 0,
        content_index: 0,
        delta: 'raw ',
      },
      {
        type: 'response.reasoning_text.delta',
        item_id: 'rs_1',
        output_index: 0,
        content_index: 0,
        delta: 'thought',
      },
      done(openText, 0),
      added({ ...call, arguments: '' }, 1),
      { type: 'response.function_call_arguments.delta', item_id: 'fc_1', output_index: 1, delta: '{"in":' },
      { type: 'response.function_call_arguments.delta', item_id: 'fc_1', output_index: 1, delta: '"Oslo"}' },
      {
        type: 'response.function_call_arguments.done',
        item_id: 'fc_1',
        output_index: 1,
        arguments: '{"in":"Oslo"}',
      },
      done(call, 1),
      completed(),
    ],
    whole: { status: 'completed', output: [openText, call] },
    expected: {
      text: '',
      blocks: [{ text: 'raw thought', opaque: opaque(openText) }],
      toolCalls: [{ id: 'call_1', name: 'look', arguments: '{"in":"Oslo"}' }],
      usage: {},
      finish: 'tool_calls',
    },
  },
  'reasoning without a text is one withheld block': {
    events: [added(reasoning(), 0), done(reasoning({ encrypted_content: 'gA' }), 0), textDelta('4'), completed()],
    whole: { output: [reasoning({ encrypted_content: 'gA' }), message('4')] },
    expected: {
      text: '4',
      blocks: [{ text: '', redacted: true, opaque: opaque(reasoning({ encrypted_content: 'gA' })) }],
      toolCalls: [],
      usage: {},
      finish: 'stop',
    },
  },
  'a server without deltas': {
    events: [done(twoParts, 0), done(message('4'), 1), done(call, 2), completed()],
    whole: { status: 'completed', output: [twoParts, message('4'), call] },
    expected: {
      text: '4',
      blocks: [
        { text: '**One** a', summary: true },
        { text: '**Two** b', summary: true, opaque: opaque(twoParts) },
      ],
      toolCalls: [{ id: 'call_1', name: 'look', arguments: '{"in":"Oslo"}' }],
      usage: {},
      finish: 'tool_calls',
    },
  },
});

describe('OpenAiResponsesDecoder', () => {
  it('reads a refusal as text', () => {
    const refusal = { type: 'response.refusal.delta', item_id: 'msg_1', output_index: 0, content_index: 0 };
    const whole = { id: 'msg_1', type: 'message', content: [{ type: 'refusal', refusal: 'No, sorry.' }] };
    const events = [{ ...refusal, delta: 'No, ' }, { ...refusal, delta: 'sorry.' }, done(whole, 0), completed()];
    expect(decodeEvents(make(), events).text).toBe('No, sorry.');
    expect(decodeWhole(make(), { output: [whole] }).text).toBe('No, sorry.');
  });

  it('closes a block at the first text when its item never ends', () => {
    const reply = decodeEvents(make(), [summaryDelta(0, 'a'), textDelta('b'), completed()]);
    expect(reply).toMatchObject({ blocks: [{ text: 'a', summary: true }], text: 'b' });
  });

  it.each([
    ['max_output_tokens', 'length'],
    ['content_filter', 'content_filter'],
    ['something_new', 'other'],
  ])('maps an incomplete reply because of %s to %s', (reason, finish) => {
    const response = { status: 'incomplete', incomplete_details: { reason } };
    expect(decodeEvents(make(), [textDelta('a'), { type: 'response.incomplete', response }]).finish).toBe(finish);
    expect(decodeWhole(make(), { ...response, output: [message('a')] }).finish).toBe(finish);
  });

  it.each([
    [
      { type: 'response.failed', response: { error: { code: 'rate_limit_exceeded', message: 'm' } } },
      'provider_rate_limited',
    ],
    [{ type: 'response.failed', response: { error: null } }, 'provider_unavailable'],
    [{ type: 'response.failed', response: { error: { code: 'invalid_prompt' } } }, 'content_filtered'],
    [{ type: 'error', code: 'context_length_exceeded', message: 'm', param: null }, 'context_length_exceeded'],
    [{ type: 'error', error: { type: 'server_error' } }, 'provider_unavailable'],
    [{ error: { message: 'overloaded' } }, 'provider_overloaded'],
  ])('throws for %j', (event, code) => {
    expect(thrownBy(() => make().push(event))).toMatchObject({ code });
  });

  it.each([
    [{ status: 'failed', error: { code: 'server_error' } }, 'provider_unavailable'],
    [{ status: 'queued', output: [] }, 'provider_invalid_response'],
    [{ id: 'resp_1' }, 'provider_invalid_response'],
    ['text', 'provider_invalid_response'],
  ])('throws for the whole reply %j', (body, code) => {
    expect(thrownBy(() => make().pushWhole(body))).toMatchObject({ code });
  });

  it('passes over events and items of other kinds', () => {
    const events = [
      { type: 'response.web_search_call.searching', output_index: 0 },
      done({ type: 'web_search_call', id: 'ws_1' }, 0),
      { type: 'response.brand_new.event' },
      { type: 'response.function_call_arguments.delta', item_id: 'unknown', delta: 'x' },
      { type: 'keepalive' },
      textDelta('a'),
      completed(),
    ];
    expect(decodeEvents(make(), events)).toMatchObject({ text: 'a', blocks: [], toolCalls: [] });
  });

  it('finds items by their place where a server gives no ids', () => {
    const { id: _none, ...nameless } = call;
    const events = [
      added({ ...nameless, arguments: '' }, 3),
      { type: 'response.function_call_arguments.delta', output_index: 3, delta: '{"in":"Oslo"}' },
      done(nameless, 3),
      completed(),
    ];
    expect(decodeEvents(make(), events).toolCalls).toEqual([
      { id: 'call_1', name: 'look', arguments: '{"in":"Oslo"}' },
    ]);
  });

  it('ends a cut off reply without a finish, its block closed', () => {
    const decoder = make();
    const parts = [...decoder.push(summaryDelta(0, 'half')), ...decoder.end()];
    expect(collectParts(parts)).toMatchObject({ blocks: [{ text: 'half' }], finish: undefined });
    expect(decoder.finished).toBe(false);
  });
});
