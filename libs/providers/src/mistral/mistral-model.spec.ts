import type { ModelDescriptor, ModelRequest } from '@app/model';
import { replyJson, UpstreamServer } from '@app/testing';
import { describeChatModelContract } from '../testing/describe-chat-model-contract';
import { drain } from '../testing/drain';
import { HttpTransport } from '../transport/http-transport';
import { MistralModel } from './mistral-model';

const DESCRIPTOR: ModelDescriptor = {
  id: 'mistral/magistral-medium',
  provider: 'mistral',
  upstreamName: 'magistral-medium-2507',
  aliases: [],
  reasoning: { control: 'always' },
  tools: true,
  temperature: true,
  rank: 1,
};
const USAGE = { prompt_tokens: 10, total_tokens: 56, completion_tokens: 46 };
const thinking = (text: string) => ({ type: 'thinking', thinking: [{ type: 'text', text }] });
const WHOLE = {
  object: 'chat.completion',
  choices: [
    {
      index: 0,
      finish_reason: 'stop',
      message: { role: 'assistant', content: [thinking('2 and 2 make 4.'), { type: 'text', text: 'It is 4.' }] },
    },
  ],
  usage: USAGE,
};
const chunk = (content: unknown, finish: string | null = null, more: object = {}) => ({
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta: { content }, finish_reason: finish }],
  ...more,
});

describeChatModelContract('MistralModel', {
  make: (connection) => new MistralModel(DESCRIPTOR, connection),
  events: [
    chunk([thinking('2 and 2')]),
    chunk([thinking(' make')]),
    chunk([thinking(' 4.'), { type: 'text', text: 'It' }]),
    chunk(' is 4.'),
    chunk('', 'stop', { usage: USAGE }),
    '[DONE]',
  ],
  whole: WHOLE,
  expected: {
    text: 'It is 4.',
    blocks: [{ text: '2 and 2 make 4.', opaque: { format: 'mistral', data: thinking('2 and 2 make 4.') } }],
    toolCalls: [],
    usage: { inputTokens: 10, outputTokens: 46 },
    finish: 'stop',
  },
  errorEvent: { object: 'error', message: 'Service unavailable.', type: 'internal_server_error', code: '3000' },
});

describe('the request of MistralModel', () => {
  let upstream: UpstreamServer;
  const transport = new HttpTransport();

  beforeEach(async () => {
    upstream = await UpstreamServer.start(replyJson(WHOLE));
  });
  afterEach(() => upstream.close());
  afterAll(() => transport.close());

  const bodyOf = async (request: Partial<ModelRequest>, descriptor: Partial<ModelDescriptor> = {}) => {
    const model = new MistralModel(
      { ...DESCRIPTOR, ...descriptor },
      {
        provider: 'mistral',
        baseUrl: `${upstream.url}/v1`,
        timeouts: { connectMs: 5000, firstTokenMs: 5000, idleMs: 5000, totalMs: 5000 },
        transport,
      },
    );
    const full: ModelRequest = { messages: [{ role: 'user', content: 'hi' }], stream: false, ...request };
    await drain(model.respond(full, new AbortController().signal));
    return upstream.bodies[0] as Record<string, unknown>;
  };

  it('puts Magistral into its reasoning mode, unless reasoning is not wanted', async () => {
    expect(await bodyOf({})).toMatchObject({ prompt_mode: 'reasoning' });
    await upstream.close();
    upstream = await UpstreamServer.start(replyJson(WHOLE));
    expect(await bodyOf({ effort: 'none' })).not.toHaveProperty('prompt_mode');
  });

  it.each([
    ['none', 'none'],
    ['low', 'high'],
  ] as const)('maps effort %s of a model with adjustable reasoning to %s', async (effort, sent) => {
    const body = await bodyOf({ effort }, { reasoning: { control: 'effort', efforts: ['none', 'high'] } });
    expect(body).toMatchObject({ reasoning_effort: sent });
    expect(body).not.toHaveProperty('prompt_mode');
  });

  it('sends only fields that the API knows', async () => {
    const body = await bodyOf({ seed: 7, maxOutputTokens: 20, stream: true });
    expect(body).toMatchObject({ random_seed: 7, max_tokens: 20 });
    expect(body).not.toHaveProperty('seed');
    expect(body).not.toHaveProperty('stream_options');
  });

  it('takes the thinking of a turn back as the first chunk of its content', async () => {
    const reasoning = [{ format: 'mistral' as const, data: { ...thinking('why'), signature: 's' } }];
    const body = await bodyOf({
      messages: [
        { role: 'assistant', content: 'so', reasoning },
        { role: 'assistant', content: 'plain' },
        { role: 'assistant', content: '', reasoning, toolCalls: [{ id: 'abcdefgh1', name: 'look', arguments: '{}' }] },
      ],
    });
    expect(body['messages']).toMatchObject([
      {
        content: [
          { ...thinking('why'), signature: 's' },
          { type: 'text', text: 'so' },
        ],
      },
      { content: 'plain' },
      { content: [{ ...thinking('why'), signature: 's' }], tool_calls: [{ id: 'abcdefgh1' }] },
    ]);
  });

  it('takes back nothing that another provider gave', async () => {
    const body = await bodyOf({
      messages: [
        {
          role: 'assistant',
          content: 'so',
          reasoning: [
            { format: 'reasoning-content', data: { reasoning_content: 'why' } },
            { format: 'anthropic', data: { type: 'thinking', thinking: 'why', signature: 's' } },
          ],
        },
      ],
    });
    expect(body['messages']).toEqual([{ role: 'assistant', content: 'so' }]);
  });

  it("brings the tool call ids of other providers into Mistral's form and keeps the pairs", async () => {
    const body = await bodyOf({
      messages: [
        { role: 'assistant', content: '', toolCalls: [{ id: 'call_AB6AaRZ1FYZB', name: 'look', arguments: '{}' }] },
        { role: 'tool', toolCallId: 'call_AB6AaRZ1FYZB', content: 'seen' },
      ],
    });
    const [turn, result] = body['messages'] as [{ tool_calls: [{ id: string }] }, { tool_call_id: string }];
    expect(turn.tool_calls[0].id).toMatch(/^[A-Za-z0-9]{9}$/);
    expect(result.tool_call_id).toBe(turn.tool_calls[0].id);
  });
});
