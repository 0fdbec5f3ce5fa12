import { ModelError, type ModelDescriptor, type ModelRequest } from '@app/model';
import { replyJson, UpstreamServer } from '@app/testing';
import { describeChatModelContract } from '../testing/describe-chat-model-contract';
import { drain } from '../testing/drain';
import { HttpTransport } from '../transport/http-transport';
import type { ProviderConnection } from '../transport/provider-connection';
import { OpenAiCompatibleModel } from './openai-compatible-model';

const DESCRIPTOR: ModelDescriptor = {
  id: 'home/qwen3',
  provider: 'home',
  upstreamName: 'qwen3-8b',
  aliases: [],
  reasoning: { control: 'toggle' },
  tools: true,
  temperature: true,
  rank: 1,
};
const WHOLE = {
  choices: [{ index: 0, message: { role: 'assistant', reasoning: '2+2', content: '4' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 },
};

describeChatModelContract('OpenAiCompatibleModel', {
  make: (connection) => new OpenAiCompatibleModel(DESCRIPTOR, connection),
  events: [
    { choices: [{ index: 0, delta: { role: 'assistant', reasoning: '2+' } }] },
    { choices: [{ index: 0, delta: { reasoning: '2' } }] },
    { choices: [{ index: 0, delta: { content: '4' } }] },
    { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
    { choices: [], usage: { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 } },
    '[DONE]',
  ],
  whole: WHOLE,
  expected: {
    text: '4',
    blocks: [{ text: '2+2', opaque: { format: 'reasoning-content', data: { reasoning: '2+2' } } }],
    toolCalls: [],
    usage: { inputTokens: 9, outputTokens: 3 },
    finish: 'stop',
  },
  errorEvent: { error: { message: 'worker died', type: 'server_error', code: 500 } },
});

describe('the request of OpenAiCompatibleModel', () => {
  let upstream: UpstreamServer;
  const transport = new HttpTransport();
  const signal = new AbortController().signal;

  beforeEach(async () => {
    upstream = await UpstreamServer.start(replyJson(WHOLE));
  });
  afterEach(() => upstream.close());
  afterAll(() => transport.close());

  const send = async (request: Partial<ModelRequest>, descriptor: Partial<ModelDescriptor> = {}, key?: string) => {
    const connection: ProviderConnection = {
      provider: 'home',
      baseUrl: `${upstream.url}/v1`,
      headers: { 'x-title': 'Stepwise' },
      timeouts: { connectMs: 5000, firstTokenMs: 5000, idleMs: 5000, totalMs: 5000 },
      transport,
      ...(key === undefined ? {} : { apiKey: key }),
    };
    const model = new OpenAiCompatibleModel({ ...DESCRIPTOR, ...descriptor }, connection);
    const full: ModelRequest = { messages: [{ role: 'user', content: 'hi' }], stream: false, ...request };
    const { error } = await drain(model.respond(full, signal));
    return error;
  };

  it('goes to the chat completions path with the key, the configured headers and the common fields', async () => {
    await send(
      {
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'hi' },
        ],
        maxOutputTokens: 50,
        temperature: 0.5,
        topP: 0.9,
        stop: ['END'],
        seed: 7,
        responseFormat: { type: 'json_object' },
      },
      {},
      'secret',
    );
    const [exchange] = upstream.exchanges;
    expect(exchange?.path).toBe('/v1/chat/completions');
    expect(exchange?.headers).toMatchObject({ authorization: 'Bearer secret', 'x-title': 'Stepwise' });
    expect(exchange?.body).toEqual({
      model: 'qwen3-8b',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'hi' },
      ],
      stream: false,
      max_tokens: 50,
      temperature: 0.5,
      top_p: 0.9,
      stop: ['END'],
      seed: 7,
      response_format: { type: 'json_object' },
    });
  });

  it('refuses tools that the model does not take, by name', async () => {
    const error = await send({ tools: [{ name: 'find' }] }, { tools: false });
    expect(error).toMatchObject({ code: 'unsupported_parameter', param: 'tools' });
    expect(upstream.exchanges).toEqual([]);
  });

  it('sends no authorization without a key', async () => {
    await send({});
    expect(upstream.exchanges[0]?.headers).not.toHaveProperty('authorization');
  });

  it('asks for usage at the end of a stream', async () => {
    await send({ stream: true });
    expect(upstream.bodies[0]).toMatchObject({ stream: true, stream_options: { include_usage: true } });
  });

  it('leaves a temperature and a top-p that change nothing out for a model that takes none', async () => {
    await send({ temperature: 1, topP: 1 }, { temperature: false });
    expect(upstream.bodies[0]).not.toHaveProperty('temperature');
    expect(upstream.bodies[0]).not.toHaveProperty('top_p');
  });

  it.each([
    ['temperature', { temperature: 0.5 }],
    ['topP', { topP: 0.5 }],
  ])('refuses a %s that the model does not take, by name', async (param, request) => {
    const error = await send(request, { temperature: false });
    expect(error).toMatchObject({ code: 'unsupported_parameter', param });
    expect(upstream.exchanges).toEqual([]);
  });

  it('sends tools, the choice among them, calls and results', async () => {
    await send({
      messages: [
        { role: 'user', content: 'weather?' },
        { role: 'assistant', content: '', toolCalls: [{ id: 'c1', name: 'weather', arguments: '{"in":"Oslo"}' }] },
        { role: 'tool', toolCallId: 'c1', content: 'rain' },
      ],
      tools: [{ name: 'weather', description: 'now', parameters: { type: 'object' }, strict: true }],
      toolChoice: { name: 'weather' },
    });
    expect(upstream.bodies[0]).toMatchObject({
      messages: [
        { role: 'user', content: 'weather?' },
        {
          role: 'assistant',
          content: '',
          tool_calls: [{ id: 'c1', type: 'function', function: { name: 'weather', arguments: '{"in":"Oslo"}' } }],
        },
        { role: 'tool', tool_call_id: 'c1', content: 'rain' },
      ],
      tools: [
        {
          type: 'function',
          function: { name: 'weather', description: 'now', parameters: { type: 'object' }, strict: true },
        },
      ],
      tool_choice: { type: 'function', function: { name: 'weather' } },
    });
  });

  it('takes reasoning text back only on turns that called tools, under the name it came by', async () => {
    const reasoning = [{ format: 'reasoning-content' as const, data: { reasoning: 'look it up' } }];
    await send({
      messages: [
        { role: 'assistant', content: 'hello', reasoning },
        { role: 'assistant', content: '', reasoning, toolCalls: [{ id: 'c1', name: 'look', arguments: '{}' }] },
        { role: 'tool', toolCallId: 'c1', content: 'seen' },
      ],
    });
    const { messages } = upstream.bodies[0] as { messages: object[] };
    expect(messages[0]).not.toHaveProperty('reasoning');
    expect(messages[1]).toMatchObject({ reasoning: 'look it up' });
  });

  it('takes reasoning details back on every turn, and nothing of another provider', async () => {
    const details = { type: 'reasoning.text', text: 'because', signature: 's' };
    await send({
      messages: [
        {
          role: 'assistant',
          content: 'a',
          reasoning: [{ format: 'reasoning-details', data: { reasoning_details: [details] } }],
        },
        { role: 'assistant', content: 'b', reasoning: [{ format: 'anthropic', data: { type: 'thinking' } }] },
      ],
    });
    const { messages } = upstream.bodies[0] as { messages: object[] };
    expect(messages[0]).toEqual({ role: 'assistant', content: 'a', reasoning_details: [details] });
    expect(messages[1]).toEqual({ role: 'assistant', content: 'b' });
  });

  it('hands fields of the caller through unchanged', async () => {
    await send({ passthrough: { top_k: 20, guided_regex: '[0-9]+', __proto__x: null } });
    expect(upstream.bodies[0]).toMatchObject({ top_k: 20, guided_regex: '[0-9]+', __proto__x: null });
  });

  it.each(['messages', 'stream_options', 'max_tokens', 'reasoning_effort', 'n', 'chat_template_kwargs'])(
    'refuses a passed-through %s by name',
    async (name) => {
      const error = await send({ effort: 'high', passthrough: { [name]: 1 } });
      expect(error).toBeInstanceOf(ModelError);
      expect(error).toMatchObject({ code: 'unsupported_parameter', param: name });
      expect(upstream.exchanges).toEqual([]);
    },
  );

  it('refuses reasoning of a model that has none, by its name', async () => {
    const error = await send({ effort: 'high' }, { reasoning: { control: 'none' } });
    expect(error).toMatchObject({ code: 'reasoning_unsupported' });
    expect(String(error)).toContain('home/qwen3');
  });
});
