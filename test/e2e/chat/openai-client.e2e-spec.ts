import OpenAI, { APIError } from 'openai';
import { replyEvents, replyJson, replyThenCut, UpstreamServer } from '@app/testing';
import { endpointEnv } from '../support/endpoint-env';
import { startApp, type RunningApp } from '../support/running-app';
import { chatBody, chatChunks, chatUsage } from '../support/wire-replies';

interface WithReasoning {
  reasoning_content?: string;
}

const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: 'user', content: '3 bags of 4 apples, 2 eaten?' }];

describe('an unmodified OpenAI client', () => {
  let upstream: UpstreamServer;
  let running: RunningApp;
  let client: OpenAI;

  beforeAll(async () => {
    upstream = await UpstreamServer.start();
    running = await startApp(endpointEnv(upstream.url));
    client = new OpenAI({ baseURL: `${running.url}/v1`, apiKey: 'none', maxRetries: 0 });
  });

  afterAll(async () => {
    await running.close();
    await upstream.close();
  });

  it('gets the answer with the reasoning beside it', async () => {
    upstream.answer(replyJson(chatBody('3 * 4 = 12', '10')));

    const completion = await client.chat.completions.create({ model: 'thinker', messages });

    expect(completion.choices[0]?.message.content).toBe('10');
    expect((completion.choices[0]!.message as WithReasoning).reasoning_content).toBe('3 * 4 = 12');
    expect(completion.choices[0]?.finish_reason).toBe('stop');
    expect(completion.usage).toMatchObject(chatUsage);
  });

  it('gets the same by stream, with usage when it asks', async () => {
    upstream.answer(replyEvents(...chatChunks(['3 * 4', ' = 12'], ['1', '0'])));

    const stream = await client.chat.completions.create({
      model: 'thinker',
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);
    const deltas = chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta as typeof delta & WithReasoning));

    expect(deltas.map(({ content }) => content ?? '').join('')).toBe('10');
    expect(deltas.map(({ reasoning_content: text }) => text ?? '').join('')).toBe('3 * 4 = 12');
    expect(chunks.at(-1)?.usage).toMatchObject(chatUsage);
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('stop');
  });

  it('gets the steps of a model that cannot reason by itself', async () => {
    upstream.answer(replyJson(chatBody(undefined, 'Thought: 3 * 4 = 12\nFinal Answer: 10')));

    const completion = await client.chat.completions.create({ model: 'auto', messages });

    expect(completion.choices[0]?.message).toMatchObject({ content: '10', reasoning_content: '3 * 4 = 12' });
  });

  it('calls tools, and sends the result back with what the model said', async () => {
    const call = {
      id: 'call_1',
      type: 'function' as const,
      function: { name: 'get_weather', arguments: '{"city":"Oslo"}' },
    };
    const asked = chatBody('look it up', '') as { choices: { message: object; finish_reason: string }[] };
    asked.choices[0]!.message = {
      role: 'assistant',
      content: null,
      reasoning_content: 'look it up',
      tool_calls: [call],
    };
    asked.choices[0]!.finish_reason = 'tool_calls';
    upstream.answer(replyJson(asked), replyJson(chatBody(undefined, 'Rain.')));
    const tools: OpenAI.ChatCompletionTool[] = [
      { type: 'function', function: { name: 'get_weather', parameters: { type: 'object', properties: {} } } },
    ];

    const first = await client.chat.completions.create({ model: 'thinker', messages, tools });
    const message = first.choices[0]!.message;
    const second = await client.chat.completions.create({
      model: 'thinker',
      messages: [...messages, message, { role: 'tool', tool_call_id: 'call_1', content: 'rain' }],
      tools,
    });

    expect(first.choices[0]?.finish_reason).toBe('tool_calls');
    expect(message.tool_calls).toEqual([call]);
    expect(second.choices[0]?.message.content).toBe('Rain.');
    expect(upstream.bodies.at(-1)).toMatchObject({
      messages: [{ role: 'user' }, { role: 'assistant', tool_calls: [call] }, { role: 'tool', tool_call_id: 'call_1' }],
    });
  });

  it.each([
    [401, OpenAI.InternalServerError, 502],
    [429, OpenAI.RateLimitError, 429],
    [500, OpenAI.InternalServerError, 502],
  ])('gets a typed error for the provider status %d', async (status, errorClass, expected) => {
    upstream.answer(replyJson({ error: { message: 'canary' } }, status));

    const failure = await client.chat.completions
      .create({ model: 'thinker', messages })
      .catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(errorClass);
    expect(failure).toMatchObject({ status: expected, requestID: expect.any(String) });
    expect((failure as APIError).message).not.toContain('canary');
  });

  it('is told when the model cannot do what it asks', async () => {
    const failure = await client.chat.completions
      .create({ model: 'plain', messages, reasoning_effort: 'high', reasoning: { strategy: 'native' } } as never)
      .catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(OpenAI.BadRequestError);
    expect(failure).toMatchObject({ code: 'reasoning_unsupported' });
  });

  it('raises a stream that was cut', async () => {
    upstream.answer(replyThenCut(...chatChunks([], ['1']).slice(0, 2)));
    const stream = await client.chat.completions.create({ model: 'thinker', messages, stream: true });

    const reading = (async () => {
      for await (const _chunk of stream);
    })();

    await expect(reading).rejects.toBeInstanceOf(APIError);
  });

  it('lists and retrieves models', async () => {
    const ids = (await client.models.list()).data.map(({ id }) => id);

    expect(ids).toEqual(expect.arrayContaining(['auto', 'up/plain', 'up/thinker']));
    expect((await client.models.retrieve('up/thinker')).owned_by).toBe('up');
    expect((await client.models.retrieve('thinker')).id).toBe('up/thinker');
    expect(await client.get('/models/up/thinker')).toMatchObject({ id: 'up/thinker' }); // the slash not encoded
    expect((await client.models.retrieve('auto')).id).toBe('up/plain');
    await expect(client.models.retrieve('nothing')).rejects.toBeInstanceOf(OpenAI.NotFoundError);
  });
});
