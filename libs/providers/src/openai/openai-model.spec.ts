import type { ModelDescriptor, ModelRequest } from '@app/model';
import { replyJson, UpstreamServer } from '@app/testing';
import { describeChatModelContract } from '../testing/describe-chat-model-contract';
import { drain } from '../testing/drain';
import { HttpTransport } from '../transport/http-transport';
import { OpenAiModel } from './openai-model';

const PLAIN: ModelDescriptor = {
  id: 'openai/gpt-4.1',
  provider: 'openai',
  upstreamName: 'gpt-4.1',
  aliases: [],
  reasoning: { control: 'none' },
  tools: true,
  temperature: true,
  rank: 1,
};
const REASONING: ModelDescriptor = {
  ...PLAIN,
  id: 'openai/gpt-5',
  upstreamName: 'gpt-5',
  reasoning: { control: 'effort', efforts: ['minimal', 'low', 'medium', 'high'], onByDefault: true },
  temperature: false,
};
const CHAT_WHOLE = {
  choices: [{ index: 0, message: { role: 'assistant', content: 'Three.', refusal: null }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 },
};
const ITEM = {
  id: 'rs_1',
  type: 'reasoning',
  summary: [{ type: 'summary_text', text: '**Counting** letters' }],
  encrypted_content: 'gAAAAB',
};
const MESSAGE = { id: 'msg_1', type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Three.' }] };
const RESPONSE = {
  id: 'resp_1',
  object: 'response',
  status: 'completed',
  error: null,
  output: [ITEM, MESSAGE],
  usage: { input_tokens: 12, output_tokens: 70, output_tokens_details: { reasoning_tokens: 64 } },
};

describeChatModelContract('OpenAiModel, without reasoning', {
  make: (connection) => new OpenAiModel(PLAIN, connection),
  events: [
    { choices: [{ index: 0, delta: { role: 'assistant', content: '', refusal: null }, finish_reason: null }] },
    { choices: [{ index: 0, delta: { content: 'Three' }, finish_reason: null }] },
    { choices: [{ index: 0, delta: { content: '.' }, finish_reason: null }] },
    { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
    { choices: [], usage: { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 } },
    '[DONE]',
  ],
  whole: CHAT_WHOLE,
  expected: {
    text: 'Three.',
    blocks: [],
    toolCalls: [],
    usage: { inputTokens: 9, outputTokens: 2 },
    finish: 'stop',
  },
  errorEvent: { error: { message: 'The server had an error', type: 'server_error', param: null, code: null } },
});

const summary = { item_id: 'rs_1', output_index: 0, summary_index: 0 };
const text = { item_id: 'msg_1', output_index: 1, content_index: 0 };
describeChatModelContract('OpenAiModel, with reasoning', {
  make: (connection) => new OpenAiModel(REASONING, connection),
  events: [
    { type: 'response.reasoning_summary_part.added', ...summary, part: { type: 'summary_text', text: '' } },
    { type: 'response.reasoning_summary_text.delta', ...summary, delta: '**Counting**' },
    { type: 'response.reasoning_summary_text.delta', ...summary, delta: ' letters' },
    { type: 'response.output_item.done', output_index: 0, item: ITEM },
    { type: 'response.output_text.delta', ...text, delta: 'Three.' },
    { type: 'response.output_item.done', output_index: 1, item: MESSAGE },
    { type: 'response.completed', response: RESPONSE },
  ],
  whole: RESPONSE,
  expected: {
    text: 'Three.',
    blocks: [{ text: '**Counting** letters', summary: true, opaque: { format: 'openai-responses', data: ITEM } }],
    toolCalls: [],
    usage: { inputTokens: 12, outputTokens: 70, reasoningTokens: 64 },
    finish: 'stop',
  },
  errorEvent: { type: 'error', code: 'server_error', message: 'The model failed', param: null },
});

describe('the request of OpenAiModel', () => {
  let upstream: UpstreamServer;
  const transport = new HttpTransport();

  beforeEach(async () => {
    upstream = await UpstreamServer.start();
  });
  afterEach(() => upstream.close());
  afterAll(() => transport.close());

  const send = async (descriptor: ModelDescriptor, request: Partial<ModelRequest>) => {
    const model = new OpenAiModel(descriptor, {
      provider: 'openai',
      apiKey: 'k',
      baseUrl: `${upstream.url}/v1`,
      timeouts: { connectMs: 5000, firstTokenMs: 5000, idleMs: 5000, totalMs: 5000 },
      transport,
    });
    const full: ModelRequest = { messages: [{ role: 'user', content: 'hi' }], stream: false, ...request };
    return drain(model.respond(full, new AbortController().signal));
  };

  it('sends models without reasoning to Chat Completions, with the present name of the limit', async () => {
    upstream.answer(replyJson(CHAT_WHOLE));
    await send(PLAIN, { maxOutputTokens: 50, temperature: 0, passthrough: { user: 'u1' } });
    expect(upstream.exchanges[0]?.path).toBe('/v1/chat/completions');
    expect(upstream.bodies[0]).toMatchObject({ max_completion_tokens: 50, temperature: 0, user: 'u1' });
    expect(upstream.bodies[0]).not.toHaveProperty('max_tokens');
  });

  it('refuses an effort of a model without reasoning, by its name', async () => {
    const { error } = await send(PLAIN, { effort: 'low' });
    expect(error).toMatchObject({ code: 'reasoning_unsupported' });
    expect(String(error)).toContain('openai/gpt-4.1');
    expect(upstream.exchanges).toEqual([]);
  });

  it('sends reasoning models to the Responses API, stores nothing and asks for summary and encrypted reasoning', async () => {
    upstream.answer(replyJson(RESPONSE));
    await send(REASONING, { maxOutputTokens: 500, temperature: 1, effort: 'max' });
    expect(upstream.exchanges[0]?.path).toBe('/v1/responses');
    expect(upstream.bodies[0]).toEqual({
      model: 'gpt-5',
      input: [{ role: 'user', content: 'hi' }],
      stream: false,
      store: false,
      include: ['reasoning.encrypted_content'],
      reasoning: { effort: 'high', summary: 'auto' },
      max_output_tokens: 500,
    });
  });

  it.each([
    ['none', ['none', 'low'], { effort: 'none' }],
    ['none', ['minimal', 'low'], { effort: 'minimal', summary: 'auto' }],
    [undefined, ['low'], { summary: 'auto' }],
  ] as const)('maps effort %s where %j are accepted', async (effort, efforts, reasoning) => {
    upstream.answer(replyJson(RESPONSE));
    const request = effort === undefined ? {} : { effort };
    await send({ ...REASONING, reasoning: { control: 'effort', efforts } }, request);
    expect(upstream.bodies[0]).toMatchObject({ reasoning });
  });

  it('takes the conversation back as items, reasoning before what it led to', async () => {
    upstream.answer(replyJson(RESPONSE));
    await send(REASONING, {
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'weather?' },
        {
          role: 'assistant',
          content: 'Looking.',
          toolCalls: [{ id: 'call_1', name: 'look', arguments: '{}' }],
          reasoning: [
            { format: 'openai-responses', data: ITEM },
            { format: 'openai-responses', data: { id: 'rs_2', type: 'reasoning', summary: [] } },
            { format: 'anthropic', data: { type: 'thinking', thinking: 'x', signature: 's' } },
          ],
        },
        { role: 'tool', toolCallId: 'call_1', content: 'rain' },
        { role: 'assistant', content: '', reasoning: [{ format: 'openai-responses', data: ITEM }] },
      ],
    });
    expect((upstream.bodies[0] as { input: unknown }).input).toEqual([
      { role: 'developer', content: 'Be brief.' },
      { role: 'user', content: 'weather?' },
      ITEM,
      { role: 'assistant', content: 'Looking.' },
      { type: 'function_call', call_id: 'call_1', name: 'look', arguments: '{}' },
      { type: 'function_call_output', call_id: 'call_1', output: 'rain' },
    ]);
  });

  it("puts Chat Completions' tools, formats and verbosity into the form of the Responses API", async () => {
    upstream.answer(replyJson(RESPONSE));
    await send(REASONING, {
      tools: [
        { name: 'look', description: 'd', parameters: { type: 'object' } },
        { name: 'ping', strict: true },
      ],
      toolChoice: { name: 'look' },
      responseFormat: { type: 'json_schema', json_schema: { name: 'n', schema: { type: 'object' }, strict: true } },
      passthrough: { verbosity: 'low', service_tier: 'flex' },
    });
    expect(upstream.bodies[0]).toMatchObject({
      tools: [
        { type: 'function', name: 'look', description: 'd', parameters: { type: 'object' }, strict: false },
        { type: 'function', name: 'ping', strict: true },
      ],
      tool_choice: { type: 'function', name: 'look' },
      text: { format: { type: 'json_schema', name: 'n', schema: { type: 'object' }, strict: true }, verbosity: 'low' },
      service_tier: 'flex',
    });
  });

  it.each([
    ['stop', { stop: ['END'] }],
    ['seed', { seed: 1 }],
    ['temperature', { temperature: 0.7 }],
    ['topP', { topP: 0.5 }],
    ['logit_bias', { passthrough: { logit_bias: {} } }],
    ['store', { passthrough: { store: true } }],
    ['input', { passthrough: { input: 'x' } }],
  ])('refuses %s, which the Responses API cannot take, by name', async (param, request) => {
    const { error } = await send(REASONING, request);
    expect(error).toMatchObject({ code: 'unsupported_parameter', param });
    expect(upstream.exchanges).toEqual([]);
  });

  it('refuses tools of a reasoning model that takes none, by name', async () => {
    const { error } = await send({ ...REASONING, tools: false }, { tools: [{ name: 'find' }] });
    expect(error).toMatchObject({ code: 'unsupported_parameter', param: 'tools' });
  });

  it('asks again without a summary when the account may not have one', async () => {
    const refusal = {
      message: 'Your organization must be verified',
      code: 'unsupported_value',
      param: 'reasoning.summary',
    };
    upstream.answer(replyJson({ error: { type: 'invalid_request_error', ...refusal } }, 400), replyJson(RESPONSE));
    const { parts, error } = await send(REASONING, { effort: 'low' });
    expect(error).toBeUndefined();
    expect(parts.at(-1)).toEqual({ type: 'finish', reason: 'stop' });
    expect(upstream.bodies.map((body) => (body as { reasoning: unknown }).reasoning)).toEqual([
      { effort: 'low', summary: 'auto' },
      { effort: 'low' },
    ]);
  });
});
