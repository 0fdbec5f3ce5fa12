import type { ModelDescriptor, ModelRequest } from '@app/model';
import { replyJson, UpstreamServer } from '@app/testing';
import { describeChatModelContract } from '../testing/describe-chat-model-contract';
import { drain } from '../testing/drain';
import { HttpTransport } from '../transport/http-transport';
import { AnthropicModel } from './anthropic-model';

const DESCRIPTOR: ModelDescriptor = {
  id: 'anthropic/claude-opus-5-5',
  provider: 'anthropic',
  upstreamName: 'claude-opus-5-5',
  aliases: [],
  maxOutputTokens: 128_000,
  reasoning: { control: 'adaptive', efforts: ['low', 'medium', 'high', 'xhigh', 'max'], onByDefault: true },
  tools: true,
  temperature: false,
  rank: 1,
};
const THINKING = { type: 'thinking', thinking: 'Count: r, r, r.', signature: 'c2lnbmVk' };
const WHOLE = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude-opus-5-5',
  content: [THINKING, { type: 'text', text: 'Three.' }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: {
    input_tokens: 18,
    cache_read_input_tokens: 16,
    output_tokens: 21,
    output_tokens_details: { thinking_tokens: 15 },
  },
};

describeChatModelContract('AnthropicModel', {
  make: (connection) => new AnthropicModel(DESCRIPTOR, connection),
  events: [
    {
      type: 'message_start',
      message: {
        ...WHOLE,
        content: [],
        stop_reason: null,
        usage: { input_tokens: 18, cache_read_input_tokens: 16, output_tokens: 1 },
      },
    },
    { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '', signature: '' } },
    { type: 'ping' },
    { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'Count: ' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'r, r, r.' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: 'c2lnbmVk' } },
    { type: 'content_block_stop', index: 0 },
    { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'Three.' } },
    { type: 'content_block_stop', index: 1 },
    {
      type: 'message_delta',
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: { output_tokens: 21, output_tokens_details: { thinking_tokens: 15 } },
    },
    { type: 'message_stop' },
  ],
  whole: WHOLE,
  expected: {
    text: 'Three.',
    blocks: [{ text: 'Count: r, r, r.', opaque: { format: 'anthropic', data: THINKING } }],
    toolCalls: [],
    usage: { inputTokens: 34, cachedInputTokens: 16, outputTokens: 21, reasoningTokens: 15 },
    finish: 'stop',
  },
  errorEvent: { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
});

describe('the request of AnthropicModel', () => {
  let upstream: UpstreamServer;
  const transport = new HttpTransport();

  beforeEach(async () => {
    upstream = await UpstreamServer.start(replyJson(WHOLE));
  });
  afterEach(() => upstream.close());
  afterAll(() => transport.close());

  const ask = async (apiKey?: string): Promise<UpstreamServer['exchanges'][number]> => {
    const model = new AnthropicModel(DESCRIPTOR, {
      provider: 'anthropic',
      baseUrl: `${upstream.url}/v1`,
      timeouts: { connectMs: 5000, firstTokenMs: 5000, idleMs: 5000, totalMs: 5000 },
      transport,
      ...(apiKey === undefined ? {} : { apiKey }),
    });
    const request: ModelRequest = { messages: [{ role: 'user', content: 'hi' }], stream: false };
    const { error } = await drain(model.respond(request, new AbortController().signal));
    expect(error).toBeUndefined();
    return upstream.exchanges[0]!;
  };

  it('goes to the Messages API with its key and the version it is written for', async () => {
    const { path, headers, body } = await ask('a-key');

    expect(path).toBe('/v1/messages');
    expect(headers).toMatchObject({ 'x-api-key': 'a-key', 'anthropic-version': '2023-06-01' });
    expect(body).toMatchObject({ model: 'claude-opus-5-5', max_tokens: 128_000 });
  });

  it('sends no key where none is configured', async () => {
    expect((await ask()).headers).not.toHaveProperty('x-api-key');
  });
});
