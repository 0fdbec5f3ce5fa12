import { LLMock } from '@copilotkit/aimock';
import type { ChatResponse } from '@app/contracts';
import { startApp, type RunningApp } from '../support/running-app';
import { readEvents } from '../support/sse-events';

const KEY = 'key-for-the-simulated-provider';
const REASONING = 'Three bags of four are 12. Two are eaten: 12 - 2 = 10.';
const ANSWER = 'There are 10 apples left, **ten** in all.';

/** Every vendor's wire format, reached by environment alone: its key and its base URL. */
const VENDORS = [
  { vendor: 'openai', model: 'openai/gpt-5', path: '/v1', env: 'OPENAI' },
  { vendor: 'anthropic', model: 'anthropic/claude-sonnet-4-5', path: '', env: 'ANTHROPIC' },
  { vendor: 'deepseek', model: 'deepseek-reasoner', path: '/v1', env: 'DEEPSEEK' },
] as const;

describe.each(VENDORS)('$vendor over its own wire format', ({ vendor, model, path, env }) => {
  let mock: LLMock;
  let running: RunningApp;

  beforeAll(async () => {
    mock = new LLMock({ port: 0, chunkSize: 5 });
    await mock.start();
    running = await startApp({ [`${env}_API_KEY`]: KEY, [`${env}_BASE_URL`]: `${mock.url}${path}` });
  });

  beforeEach(() => {
    mock.reset();
  });

  afterAll(async () => {
    await running.close();
    await mock.stop();
  });

  const ask = (stream: boolean, reasoning: object = { strategy: 'native', effort: 'low' }): Promise<Response> =>
    fetch(`${running.url}/api/v1/chat`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ message: 'apples?', model, stream, reasoning, maxOutputTokens: 4096 }),
    });

  const textsOf = ({ finalAnswer, reasoningSteps }: ChatResponse): object => ({
    finalAnswer,
    thoughts: reasoningSteps?.map(({ thought, source }) => ({ thought, source })),
  });

  it('gives the same steps and the same answer whole and streamed', async () => {
    mock.onMessage(/apples/, { content: ANSWER, reasoning: REASONING });

    const whole = (await (await ask(false)).json()) as ChatResponse;
    const events = readEvents(await (await ask(true)).text());
    const streamed = events.at(-1)!.data as unknown as ChatResponse;

    expect(textsOf(whole)).toEqual({ finalAnswer: ANSWER, thoughts: [{ thought: REASONING, source: 'native' }] });
    expect(events.at(-1)!.event).toBe('finish');
    expect(textsOf(streamed)).toEqual(textsOf(whole));
    expect(whole).toMatchObject({ provider: vendor, complete: true, finishReason: 'stop' });
    expect(streamed.model).toBe(whole.model);
  });

  it.each([
    [429, 'provider_rate_limited', 429],
    [401, 'provider_auth_failed', 502],
    [500, 'provider_unavailable', 502],
  ])('answers the provider status %d as %s', async (status, code, expected) => {
    mock.onMessage(/apples/, { error: { message: `canary ${KEY}`, type: 'some_error' }, status });

    const response = await ask(true);
    const text = await response.text();

    expect(response.status).toBe(expected);
    expect(JSON.parse(text)).toMatchObject({ error: { code } });
    expect(text).not.toMatch(new RegExp(`canary|${KEY}`));
  });

  it('ends a stream that was cut with an error event', async () => {
    mock.on({ userMessage: /apples/ }, { content: ANSWER, reasoning: REASONING }, { truncateAfterChunks: 6 });

    const response = await ask(true);
    const text = await response.text();

    // Some formats send bookkeeping first, so that the cut may come before anything that is worth a stream.
    if (response.status === 200) expect(readEvents(text).at(-1)!.event).toBe('error');
    else expect(JSON.parse(text)).toMatchObject({ error: { code: expect.stringMatching(/^provider_/) } });
  });

  it('is patient with a slow provider', async () => {
    mock.on({ userMessage: /apples/ }, { content: ANSWER, reasoning: REASONING }, { latency: 5 });

    const events = readEvents(await (await ask(true)).text());

    expect(events.at(-1)).toMatchObject({ event: 'finish', data: { finalAnswer: ANSWER } });
  });
});

describe('a Claude model with a thinking budget and a small limit of the reply', () => {
  let mock: LLMock;
  let running: RunningApp;

  beforeAll(async () => {
    mock = new LLMock({ port: 0 });
    await mock.start();
    mock.onMessage(/apples/, { content: ANSWER });
    running = await startApp({ ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: mock.url });
  });

  afterAll(async () => {
    await running.close();
    await mock.stop();
  });

  const ask = (path: string, body: object): Promise<Response> =>
    fetch(running.url + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ model: 'claude-sonnet-4-5', messages: [{ role: 'user', content: 'apples?' }], ...body }),
    });

  it('answers without its thinking when neither strategy nor effort was asked for', async () => {
    const native = await ask('/api/v1/chat', { maxOutputTokens: 500 });
    expect(native.status).toBe(200);
    expect(await native.json()).toMatchObject({ strategy: 'cot' });
    expect((await ask('/v1/chat/completions', { max_tokens: 500 })).status).toBe(200);
  });

  it.each([
    ['/v1/chat/completions', { max_tokens: 500, reasoning_effort: 'high' }, 'max_tokens'],
    [
      '/v1/chat/completions',
      { max_completion_tokens: 500, reasoning: { strategy: 'native' } },
      'max_completion_tokens',
    ],
    ['/api/v1/chat', { maxOutputTokens: 500, reasoning: { effort: 'high' } }, 'maxOutputTokens'],
  ])('refuses by the name that was sent what does not fit: %s %j', async (path, body, param) => {
    const response = await ask(path, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'unsupported_parameter', param } });
  });
});
