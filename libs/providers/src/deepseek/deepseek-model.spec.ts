import type { ModelDescriptor, ModelRequest } from '@app/model';
import { replyJson, UpstreamServer } from '@app/testing';
import { describeChatModelContract } from '../testing/describe-chat-model-contract';
import { drain } from '../testing/drain';
import { HttpTransport } from '../transport/http-transport';
import { DeepSeekModel } from './deepseek-model';

const DESCRIPTOR: ModelDescriptor = {
  id: 'deepseek/deepseek-flash',
  provider: 'deepseek',
  upstreamName: 'deepseek-flash',
  aliases: [],
  reasoning: { control: 'effort', efforts: ['none', 'low', 'high', 'max'], onByDefault: true },
  tools: true,
  temperature: true,
  rank: 1,
};
const USAGE = {
  prompt_tokens: 18,
  completion_tokens: 21,
  total_tokens: 39,
  prompt_cache_hit_tokens: 16,
  prompt_cache_miss_tokens: 2,
  completion_tokens_details: { reasoning_tokens: 15 },
};
const WHOLE = {
  object: 'chat.completion',
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: 'Three.', reasoning_content: 'Count: r, r, r.' },
      logprobs: null,
      finish_reason: 'stop',
    },
  ],
  usage: USAGE,
};
const chunk = (delta: object, finish: string | null = null, usage: object | null = null) => ({
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
  usage,
});

describeChatModelContract('DeepSeekModel', {
  make: (connection) => new DeepSeekModel(DESCRIPTOR, connection),
  events: [
    chunk({ role: 'assistant', content: null, reasoning_content: '' }),
    chunk({ content: null, reasoning_content: 'Count: ' }),
    chunk({ content: null, reasoning_content: 'r, r, r.' }),
    chunk({ content: 'Three.', reasoning_content: null }),
    chunk({ content: '', reasoning_content: null }, 'stop', USAGE),
    '[DONE]',
  ],
  whole: WHOLE,
  expected: {
    text: 'Three.',
    blocks: [
      {
        text: 'Count: r, r, r.',
        opaque: { format: 'reasoning-content', data: { reasoning_content: 'Count: r, r, r.' } },
      },
    ],
    toolCalls: [],
    usage: { inputTokens: 18, outputTokens: 21, reasoningTokens: 15, cachedInputTokens: 16 },
    finish: 'stop',
  },
  errorEvent: chunk({ content: '' }, 'insufficient_system_resource'),
});

describe('the request of DeepSeekModel', () => {
  let upstream: UpstreamServer;
  const transport = new HttpTransport();

  beforeEach(async () => {
    upstream = await UpstreamServer.start(replyJson(WHOLE));
  });
  afterEach(() => upstream.close());
  afterAll(() => transport.close());

  const bodyOf = async (request: Partial<ModelRequest>, descriptor: Partial<ModelDescriptor> = {}) => {
    const model = new DeepSeekModel(
      { ...DESCRIPTOR, ...descriptor },
      {
        provider: 'deepseek',
        baseUrl: upstream.url,
        timeouts: { connectMs: 5000, firstTokenMs: 5000, idleMs: 5000, totalMs: 5000 },
        transport,
      },
    );
    const full: ModelRequest = { messages: [{ role: 'user', content: 'hi' }], stream: false, ...request };
    const { error } = await drain(model.respond(full, new AbortController().signal));
    expect(error).toBeUndefined();
    return upstream.bodies[0] as Record<string, unknown>;
  };

  it('says nothing of thinking when no effort is asked', async () => {
    const body = await bodyOf({});
    expect(body).not.toHaveProperty('thinking');
    expect(body).not.toHaveProperty('reasoning_effort');
  });

  it.each([
    ['none', { thinking: { type: 'disabled' } }],
    ['minimal', { thinking: { type: 'enabled' }, reasoning_effort: 'low' }],
    ['medium', { thinking: { type: 'enabled' }, reasoning_effort: 'high' }],
    ['xhigh', { thinking: { type: 'enabled' }, reasoning_effort: 'high' }],
    ['max', { thinking: { type: 'enabled' }, reasoning_effort: 'max' }],
  ] as const)('maps effort %s', async (effort, fields) => {
    expect(await bodyOf({ effort })).toMatchObject(fields);
  });

  it('switches a model that knows no levels on and off', async () => {
    const body = await bodyOf({ effort: 'high' }, { reasoning: { control: 'toggle' } });
    expect(body).toMatchObject({ thinking: { type: 'enabled' } });
    expect(body).not.toHaveProperty('reasoning_effort');
  });

  it('echoes the reasoning of every turn that called tools, an empty one too, and of no other turn', async () => {
    const call = (id: string) => [{ id, name: 'look', arguments: '{}' }];
    const body = await bodyOf({
      messages: [
        { role: 'user', content: 'a' },
        {
          role: 'assistant',
          content: 'plain',
          reasoning: [{ format: 'reasoning-content', data: { reasoning_content: 'not needed' } }],
        },
        {
          role: 'assistant',
          content: '',
          toolCalls: call('c1'),
          reasoning: [
            { format: 'reasoning-content', data: { reasoning_content: 'look ' } },
            { format: 'reasoning-content', data: { reasoning_content: 'it up' } },
          ],
        },
        { role: 'tool', toolCallId: 'c1', content: 'seen' },
        { role: 'assistant', content: '', toolCalls: call('c2') },
        { role: 'tool', toolCallId: 'c2', content: 'seen' },
        {
          role: 'assistant',
          content: '',
          toolCalls: call('c3'),
          reasoning: [{ format: 'mistral', data: { type: 'thinking' } }],
        },
        { role: 'tool', toolCallId: 'c3', content: 'seen' },
      ],
    });
    const turns = (body['messages'] as Record<string, unknown>[]).filter(({ role }) => role === 'assistant');
    expect(turns.map((turn) => turn['reasoning_content'])).toEqual([undefined, 'look it up', '', '']);
  });

  it('echoes nothing to a model that does not reason', async () => {
    const toolCalls = [{ id: 'c1', name: 'look', arguments: '{}' }];
    const messages: ModelRequest['messages'] = [{ role: 'assistant', content: '', toolCalls }];
    const body = await bodyOf({ messages }, { reasoning: { control: 'none' } });
    expect((body['messages'] as object[])[0]).not.toHaveProperty('reasoning_content');
  });
});
