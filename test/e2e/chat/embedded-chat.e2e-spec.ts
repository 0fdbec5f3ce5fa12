import type { ChatResponse } from '@app/contracts';
import { ModelRegistry } from '@app/providers';
import OpenAI from 'openai';
import { startApp, type RunningApp } from '../support/running-app';
import { readEvents } from '../support/sse-events';

const QUESTION = 'Tom has 3 bags of 4 apples and eats 2. How many are left?';
// The model's thread compiles its sources here, which takes seconds on a busy machine.
jest.setTimeout(120_000);

describe('a fresh installation without a key', () => {
  let running: RunningApp;

  beforeAll(async () => {
    running = await startApp({});
    await running.app.get(ModelRegistry).warmUp();
  });
  afterAll(() => running.close());

  const post = (body: object, signal?: AbortSignal): Promise<Response> =>
    fetch(`${running.url}/api/v1/chat`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
      ...(signal === undefined ? {} : { signal }),
    });
  const ask = async (body: object): Promise<ChatResponse> => (await (await post(body)).json()) as ChatResponse;
  const openai = (): OpenAI => new OpenAI({ baseURL: `${running.url}/v1`, apiKey: 'none', maxRetries: 0 });

  it('answers the question of the README with steps, by real inference', async () => {
    const answer = await ask({ message: QUESTION });

    expect(answer).toMatchObject({
      provider: 'embedded',
      model: 'embedded/stepwise-mini',
      strategy: 'cot',
      finalAnswer: '10',
      complete: true,
      finishReason: 'stop',
      warnings: [],
      usage: { costMicroUsd: 0 },
    });
    expect(answer.reasoningSteps).toMatchObject([
      { thought: expect.stringContaining('= 12') as string, source: 'prompted' },
      { thought: expect.stringContaining('= 10') as string, source: 'prompted' },
    ]);
    expect(answer.usage.inputTokens).toBeGreaterThan(10);
    expect(answer.usage.outputTokens).toBeGreaterThan(10);
  });

  it('streams the steps and gives the same answer', async () => {
    const events = readEvents(await (await post({ message: QUESTION, stream: true })).text());
    const finish = events.at(-1)!.data as unknown as ChatResponse;

    expect(events[0]!.event).toBe('start');
    expect(events.filter(({ event }) => event === 'step-end')).toHaveLength(2);
    expect(finish.finalAnswer).toBe('10');
  });

  it('answers directly when no steps are asked for', async () => {
    const answer = await ask({ message: 'What is 3 + 4?', reasoning: { strategy: 'direct' } });

    expect(answer).toMatchObject({ strategy: 'direct', reasoningSteps: [], finishReason: 'stop' });
    expect(answer.finalAnswer).toMatch(/^\d+$/);
  });

  it('lets samples vote, and knows what all of them used, those included that the vote had no need of', async () => {
    const reasoning = { strategy: 'self-consistency', samples: 20 };
    const { vote, samples = [], usage, warnings } = await ask({ message: QUESTION, reasoning });

    expect(vote).toMatchObject({ reason: 'settled', samples: 20 });
    expect(samples.map(({ status }) => status)).toContain('cancelled');
    expect(warnings).not.toContain('usage_incomplete');
    const sums = samples.map((sample) => (sample.usage?.inputTokens ?? NaN) + (sample.usage?.outputTokens ?? NaN));
    expect((usage.inputTokens ?? 0) + (usage.outputTokens ?? 0)).toBe(sums.reduce((sum, each) => sum + each, 0));
  });

  it('answers OpenAI clients, whole and streamed', async () => {
    const messages = [{ role: 'user' as const, content: QUESTION }];
    const whole = await openai().chat.completions.create({ model: 'auto', messages });
    const stream = await openai().chat.completions.create({ model: 'auto', messages, stream: true });
    let streamed = '';
    for await (const chunk of stream) streamed += chunk.choices[0]?.delta.content ?? '';

    expect(whole.choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: '10' } });
    expect((whole.choices[0]!.message as { reasoning_content?: string }).reasoning_content).toContain('= 12');
    expect(streamed).toBe('10');
  });

  it('says honestly what it is for when it is asked something else, in every dialect', async () => {
    const message = 'Write a poem about 3 apples.';
    const messages = [{ role: 'user' as const, content: message }];
    const native = await ask({ message });
    const events = readEvents(await (await post({ message, stream: true })).text());
    const whole = await openai().chat.completions.create({ model: 'auto', messages });
    const stream = await openai().chat.completions.create({ model: 'auto', messages, stream: true });
    let streamed = '';
    for await (const chunk of stream) streamed += chunk.choices[0]?.delta.content ?? '';

    expect(native).toMatchObject({
      finalAnswer: expect.stringContaining('ANTHROPIC_API_KEY=your-key npm start') as string,
      reasoningSteps: [],
      complete: true,
      finishReason: 'stop',
      warnings: ['out_of_scope'],
    });
    expect(events.map(({ event }) => event)).toEqual(['start', 'answer-delta', 'finish']);
    expect(whole.choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: native.finalAnswer } });
    expect((whole as { stepwise?: { warnings?: string[] } }).stepwise?.warnings).toEqual(['out_of_scope']);
    expect(streamed).toBe(native.finalAnswer);
  });

  it('serves more requests than its queue holds one after another, and refuses the rest with a time to come again', async () => {
    // Several times the 32 places of the queue: the model answers some while the last ones are still on their way in.
    const replies = await Promise.all(Array.from({ length: 150 }, () => post({ message: QUESTION })));
    const codes = replies.map(({ status }) => status);
    const refused = replies.find(({ status }) => status !== 200)!;

    expect(codes.filter((status) => status === 200).length).toBeGreaterThanOrEqual(33);
    expect(await refused.json()).toMatchObject({ error: { code: 'provider_overloaded' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('goes on when a client leaves in the middle', async () => {
    const abort = new AbortController();
    const response = await post({ message: QUESTION, stream: true }, abort.signal);
    await response.body!.getReader().read();
    abort.abort();

    expect((await ask({ message: QUESTION })).finalAnswer).toBe('10');
  });
});
